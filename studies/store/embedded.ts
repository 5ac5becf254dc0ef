import { embedded } from './clients/embedded.js';
import { kv } from './kv.js';

export default kv('Gets and puts on three nodes of the store of this folder', embedded);
