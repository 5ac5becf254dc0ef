/** io, zip and img: what they leave, and what they do with files that are not as they expect. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { Rng } from '../../src/random.js';
import img from '../../tasks/img.js';
import io from '../../tasks/io.js';
import zip from '../../tasks/zip.js';
import { Worker } from './harness.js';

describe.each([
  { name: 'io', task: io, taken: 'io-0-5.bin.copy' },
  { name: 'zip', task: zip, taken: 'zip-0-5.bin.zip' },
])('$name', ({ task, taken }) => {
  test('a fraction of a MiB is a whole number of bytes', async () => {
    const worker = await Worker.open(task, [1 / 1024]);
    expect(worker.answer(await worker.run(0))).toMatchObject({ bytes: 1024 });
    await worker.close();
  });

  test('never writes through a file that is there, and cleans up after the error', async () => {
    const worker = await Worker.open(task, [0.01]);
    await writeFile(join(worker.scratch, taken), 'planted');
    await expect(worker.run(5)).rejects.toThrow(/EEXIST/);
    expect((await worker.leftovers()).filter((file) => file !== taken)).toEqual([]);
    await worker.close();
  });

  test('fails when the folder for temporary files is gone', async () => {
    const worker = await Worker.open(task, [0.01]);
    await rm(worker.scratch, { recursive: true });
    await expect(worker.run(0)).rejects.toThrow(/ENOENT/);
    await mkdir(worker.scratch);
    await worker.close();
  });

  test('other units hold other bytes', async () => {
    const worker = await Worker.open(task, [0.01]);
    expect(worker.answer(await worker.run(0))).not.toEqual(worker.answer(await worker.run(1)));
    await worker.close();
  });
});

test('two workers that share a scratch folder keep their files apart', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'kneepoint-task-'));
  const runs = [0, 1, 2, 3].map((worker) =>
    io.run({ seed: 1, round: 0, scratch, services: {}, index: 0, state: undefined, worker, rng: new Rng(1) }, 0.5),
  );
  const [first, ...others] = await Promise.all(runs);
  for (const { contents } of others) expect(contents.equals(first?.contents as Buffer)).toBe(true);
  expect(await readdir(scratch)).toEqual([]);
  await rm(scratch, { recursive: true });
});

describe('img', () => {
  test("takes the user's pictures in turn, of any size and shape", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kneepoint-pictures-'));
    const wide = await picture(join(folder, 'wide.png'), 90, 30, '#ff0000');
    const high = await picture(join(folder, 'high.jpg'), 40, 700, '#0000ff');
    expect(() => img.check?.(wide, high)).not.toThrow();
    const worker = await Worker.open(img, [wide, high]);
    const answers = [];
    for (const index of [0, 1, 2]) answers.push(worker.answer(await worker.run(index)));
    for (const answer of answers) expect(answer).toMatchObject([{ width: 512, height: 512, channels: 3 }]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[1]).not.toEqual(answers[0]);
    await worker.close();
    await rm(folder, { recursive: true });
  });

  test('a list is the work of every unit: all its pictures, decoded in setup, give what the single files give', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kneepoint-pictures-'));
    const wide = await picture(join(folder, 'wide.png'), 90, 30, '#ff0000');
    const clear = join(folder, 'clear.png');
    await sharp({ create: { width: 20, height: 20, channels: 4, background: '#ff000080' } }).toFile(clear);
    const both = await Worker.open(img, [[wide, clear]]);
    const singles = await Worker.open(img, [wide, clear]);
    await rm(folder, { recursive: true });
    const expected = [];
    for (const index of [0, 1]) expected.push(...(singles.answer(await singles.run(index)) as unknown[]));
    for (const index of [0, 1]) expect(both.answer(await both.run(index))).toEqual(expected);
    expect(await both.accepts((await both.run(0)) as unknown[], 0)).toBe(true);
    expect(await both.accepts(((await both.run(0)) as unknown[]).slice(1), 0)).toBe(false);
    expect((both.state as { width: number; channels: number }[][])[0]).toMatchObject([
      { width: 90, channels: 3 },
      { width: 20, channels: 3 },
    ]);
    await Promise.all([both.close(), singles.close()]);
  });

  test('crops the centre: what lies left and right of the square does not matter', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kneepoint-pictures-'));
    const [square, wide] = [join(folder, 'square.png'), join(folder, 'wide.png')];
    await sharp(new Rng(1).bytes(512 * 512 * 3), { raw: { width: 512, height: 512, channels: 3 } }).toFile(square);
    await sharp(solid(1536, 512, '#ff0000'))
      .composite([{ input: square, left: 512, top: 0 }])
      .toFile(wide);
    const worker = await Worker.open(img, [square, wide]);
    expect(worker.answer(await worker.run(1))).toEqual(worker.answer(await worker.run(0)));
    await worker.close();
    await rm(folder, { recursive: true });
  });

  test('raises the contrast of a dull picture', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kneepoint-pictures-'));
    const file = join(folder, 'dull.png');
    const dull = new Rng(1).bytes(512 * 512 * 3).map((byte) => 120 + (byte & 15));
    await sharp(dull, { raw: { width: 512, height: 512, channels: 3 } }).toFile(file);
    const worker = await Worker.open(img, [file]);
    const [{ pixels }] = (await worker.run(0)) as [{ pixels: Uint8Array }];
    expect(spread(pixels)).toBeGreaterThan(1.05 * spread(dull));
    await worker.close();
    await rm(folder, { recursive: true });
  });

  test('drops transparency and gives grey pictures three channels', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kneepoint-pictures-'));
    const [grey, clear] = [join(folder, 'grey.png'), join(folder, 'clear.png')];
    await sharp(solid(20, 20, '#808080'))
      .greyscale()
      .toColourspace('b-w')
      .toFile(grey);
    await sharp({ create: { width: 20, height: 20, channels: 4, background: '#ff000080' } }).toFile(clear);
    const worker = await Worker.open(img, [grey, clear]);
    for (const index of [0, 1]) expect(await worker.accepts(await worker.run(index), index)).toBe(true);
    await worker.close();
    await rm(folder, { recursive: true });
  });

  test('a file that is no picture fails the unit, or the setup of a list, with what sharp says', async () => {
    const worker = await Worker.open(img, [import.meta.filename]);
    await expect(worker.run(0)).rejects.toThrow(/unsupported image format/);
    await worker.close();
    await expect(Worker.open(img, [[import.meta.filename]])).rejects.toThrow(/unsupported image format/);
  });
});

function solid(width: number, height: number, background: string) {
  return { create: { width, height, channels: 3 as const, background } };
}

async function picture(file: string, width: number, height: number, background: string): Promise<string> {
  await sharp(solid(width, height, background)).toFile(file);
  return file;
}

/** The standard deviation of all values. */
function spread(values: Uint8Array): number {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length);
}
