/**
 * Writes a file of random bytes, packs it into a zip archive with archiver, unpacks that with yauzl, writes
 * what came out to a third file and deletes all three. The bytes are made inside the timed unit, at about a
 * millisecond a MiB; being random they hardly shrink. Deflating and inflating run in libuv's pool of threads, which
 * all worker threads of a process share.
 */

import { createCipheriv } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { inspect } from 'node:util';
import { crc32 } from 'node:zlib';
import { ZipArchive } from 'archiver';
import { defineTask, type Rng } from 'kneepoint';
import { openPromise } from 'yauzl';

const MAX_MEBIBYTES = 1024;
/** The best compression, as Python's gzip takes it by default. On random bytes zlib's own default is as slow. */
const LEVEL = 9;

export default defineTask({
  summary: 'Compress a file into a zip archive and unpack it again',
  args: [1],
  argNames: ['file size in MiB'],
  check: (mebibytes) => {
    if (typeof mebibytes !== 'number' || !(mebibytes > 0) || mebibytes > MAX_MEBIBYTES) {
      throw new RangeError(
        `file size in MiB must be a number above 0 and up to ${MAX_MEBIBYTES}, not ${inspect(mebibytes)}`,
      );
    }
  },
  random: (rng) => [rng.int(1, 16) / 16],
  run: async ({ scratch, worker, index, rng }, mebibytes) => {
    const file = join(scratch, `zip-${worker}-${index}.bin`);
    const archive = `${file}.zip`;
    const unpacked = `${file}.unpacked`;
    try {
      await writeFile(file, randomBytes(rng, mebibytes), { flag: 'wx' });
      await pack(file, archive);
      const contents = await unpack(archive);
      await writeFile(unpacked, contents, { flag: 'wx' });
      return { archiveBytes: (await stat(archive)).size, contents };
    } finally {
      await Promise.all([file, archive, unpacked].map((each) => rm(each, { force: true })));
    }
  },
  verify: ({ contents }, { rng }, mebibytes) => contents.equals(randomBytes(rng, mebibytes)),
  answer: ({ archiveBytes, contents }) => ({ archiveBytes, bytes: contents.length, crc32: crc32(contents) }),
});

/** The key stream of AES in counter mode under a key from `rng`: repeatable, and fast to make. */
function randomBytes(rng: Rng, mebibytes: number): Buffer {
  const zeros = Buffer.alloc(Math.ceil(mebibytes * 2 ** 20));
  return createCipheriv('aes-128-ctr', rng.derive(0).bytes(16), Buffer.alloc(16)).update(zeros);
}

async function pack(file: string, archive: string): Promise<void> {
  const zip = new ZipArchive({ zlib: { level: LEVEL } });
  zip.file(file, { name: 'random.bin' });
  await Promise.all([pipeline(zip, createWriteStream(archive, { flags: 'wx' })), zip.finalize()]);
}

/** The contents of all entries, one after the other. */
async function unpack(archive: string): Promise<Buffer> {
  const zip = await openPromise(archive, { lazyEntries: true });
  const chunks: Buffer[] = [];
  for await (const entry of zip.eachEntry()) {
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
