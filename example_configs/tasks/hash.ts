/** Hashes a payload of so many bytes: the task of payload-sizes.jsonc. */
import { createHash } from 'node:crypto';
import { defineTask } from 'kneepoint';

export default defineTask({
  summary: 'Hash a payload',
  args: ['sha256', 1024],
  argNames: ['hash', 'bytes'],
  setup: ({ rng }, _hash, bytes) => rng.bytes(bytes),
  run: ({ state: payload }, hash) => createHash(hash).update(payload).digest('hex'),
});
