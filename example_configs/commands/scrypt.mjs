// Derives sixteen keys at once in libuv's thread pool.
import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt);
await Promise.all(Array.from({ length: 16 }, (_, i) => derive(`password ${i}`, 'salt', 32, { N: 2 ** 14 })));
