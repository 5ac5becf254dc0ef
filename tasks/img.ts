/**
 * Crops a picture to its central square, resizes it to 512 × 512 pixels and raises its local contrast
 * (CLAHE, in each of the three colours) with sharp. Each unit decodes the picture from memory; reading
 * the user's files, or making the sample, happens in setup. Unit i takes picture i modulo their number.
 *
 * sharp works in libuv's pool of threads, which all worker threads of a process share, and may use
 * several threads for one picture: as many as the machine has cores, but one on Linux with glibc's
 * allocator. That default of sharp is left alone.
 */

import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { defineTask } from 'kneepoint';
import sharp from 'sharp';

/** Pixels a side of the result. */
const SIDE = 512;
/** Eight tiles a side. */
const TILE = SIDE / 8;
/** How much CLAHE may steepen the contrast. */
const MAX_SLOPE = 2;

export default defineTask({
  summary: 'Crop, resize and raise the contrast of a picture with sharp',
  args: [] as string[],
  argNames: ['picture file, relative to the working directory (any number; none takes a generated sample)'],
  check: (...pictures) => {
    for (const picture of pictures) checkPicture(picture);
  },
  random: () => [],
  setup: async (_context, ...pictures) =>
    pictures.length === 0 ? [await samplePicture()] : await Promise.all(pictures.map((picture) => readFile(picture))),
  run: async ({ state, index }) => {
    const { data, info } = await sharp(state[index % state.length])
      .removeAlpha()
      .toColourspace('srgb')
      .resize(SIDE, SIDE, { fit: 'cover', position: 'centre' })
      .clahe({ width: TILE, height: TILE, maxSlope: MAX_SLOPE })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: info.channels as number, pixels: data };
  },
  verify: ({ width, height, channels, pixels }) =>
    width === SIDE && height === SIDE && channels === 3 && pixels.length === SIDE * SIDE * 3,
  answer: ({ width, height, channels, pixels }) => ({
    width,
    height,
    channels,
    sha256: createHash('sha256').update(pixels).digest('hex'),
  }),
});

function checkPicture(picture: unknown): void {
  if (typeof picture !== 'string' || picture === '') {
    throw new TypeError(`picture file must be a path, not ${inspect(picture)}`);
  }
  if (statSync(picture, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new Error(`picture file ${inspect(picture)} was not found in the working directory`);
  }
}

/** A JPEG of 1600 × 1200 pixels: smooth colour, rings and a fine weave, so that every step has work. */
function samplePicture(): Promise<Buffer> {
  const [width, height, channels] = [1600, 1200, 3] as const;
  const pixels = new Uint8Array(width * height * channels);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const radius = Math.hypot(x - width / 2, y - height / 2);
      pixels[at++] = 64 + (128 * x) / width;
      pixels[at++] = 128 + 64 * Math.sin(radius / 12);
      pixels[at++] = 64 + ((x ^ y) & 127);
    }
  }
  return sharp(pixels, { raw: { width, height, channels } }).jpeg({ quality: 90 }).toBuffer();
}
