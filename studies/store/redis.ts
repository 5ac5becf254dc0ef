import { redis } from './clients/redis.js';
import { kv } from './kv.js';

export default kv('Gets and puts on three nodes of Redis', redis);
