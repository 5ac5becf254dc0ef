/**
 * Writes random bytes to a file, reads it, writes what was read to another file and deletes both, through
 * Node's asynchronous file functions: they run in libuv's pool of threads, which all worker threads of a
 * process share. The bytes are made inside the timed unit, at about a millisecond a MiB. Nothing is
 * flushed to the disk, so a file system with room in its cache answers from memory.
 */

import { createCipheriv } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { crc32 } from 'node:zlib';
import { defineTask, type Rng } from 'kneepoint';

/** Node reads at most 2 GiB at once. */
const MAX_MEBIBYTES = 1024;

export default defineTask({
  summary: 'Write, read, copy and delete a file of random bytes',
  args: [8],
  argNames: ['file size in MiB'],
  check: (mebibytes) => {
    if (typeof mebibytes !== 'number' || !(mebibytes > 0) || mebibytes > MAX_MEBIBYTES) {
      throw new RangeError(
        `file size in MiB must be a number above 0 and up to ${MAX_MEBIBYTES}, not ${inspect(mebibytes)}`,
      );
    }
  },
  random: (rng) => [rng.int(1, 64) / 8],
  run: async ({ scratch, worker, index, rng }, mebibytes) => {
    const original = join(scratch, `io-${worker}-${index}.bin`);
    const copy = `${original}.copy`;
    try {
      await writeFile(original, randomBytes(rng, mebibytes), { flag: 'wx' });
      const contents = await readFile(original);
      await writeFile(copy, contents, { flag: 'wx' });
      return { contents, copied: (await stat(copy)).size };
    } finally {
      await Promise.all([rm(original, { force: true }), rm(copy, { force: true })]);
    }
  },
  verify: ({ contents, copied }, { rng }, mebibytes) =>
    copied === contents.length && contents.equals(randomBytes(rng, mebibytes)),
  answer: ({ contents, copied }) => ({ bytes: contents.length, copied, crc32: crc32(contents) }),
});

/**
 * The key stream of AES in counter mode under a key from `rng`: repeatable, incompressible, and many
 * times faster than drawing number by number, so that the files stay most of the work.
 */
function randomBytes(rng: Rng, mebibytes: number): Buffer {
  const zeros = Buffer.alloc(Math.ceil(mebibytes * 2 ** 20));
  return createCipheriv('aes-128-ctr', rng.derive(0).bytes(16), Buffer.alloc(16)).update(zeros);
}
