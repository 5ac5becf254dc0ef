import { etcd } from './clients/etcd.js';
import { kv } from './kv.js';

export default kv('Gets and puts on three nodes of etcd', etcd);
