/**
 * Crops a picture to its central square, resizes it to 512 × 512 pixels and raises its local contrast
 * (CLAHE, in each of the three colours) with sharp. Unit i takes argument i modulo their number: of a file the
 * picture, which the unit decodes from memory; of a list of files all pictures, decoded before. Reading the
 * files, decoding lists and making the sample happen in setup.
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
import sharp, { type Sharp } from 'sharp';

/** Pixels a side of the result. */
const SIDE = 512;
/** Eight tiles a side. */
const TILE = SIDE / 8;
/** How much CLAHE may steepen the contrast. */
const MAX_SLOPE = 2;

/** What a unit works on: a file's bytes, or pictures that are decoded. */
type Source = Buffer | readonly Picture[];

/** Values of the pixels, row after row, their colours side by side. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly pixels: Buffer;
}

export default defineTask({
  summary: 'Crop, resize and raise the contrast of pictures with sharp',
  args: [] as (string | readonly string[])[],
  argNames: [
    'picture file, or list of them for each unit, relative to the working directory (any number; none takes a generated sample)',
  ],
  check: (...sources) => {
    for (const source of sources) checkSource(source);
  },
  random: () => [],
  setup: async (_context, ...sources): Promise<readonly Source[]> =>
    sources.length === 0 ? [await samplePicture()] : await Promise.all(sources.map(readSource)),
  run: async ({ state, index }) => {
    const source = state[index % state.length] as Source;
    if (Buffer.isBuffer(source)) return [await enhanced(inColour(sharp(source)))];
    const pictures: Picture[] = [];
    for (const picture of source) pictures.push(await enhanced(decoded(picture)));
    return pictures;
  },
  verify: (pictures, { state, index }) => {
    const source = state[index % state.length] as Source;
    return pictures.length === (Buffer.isBuffer(source) ? 1 : source.length) && pictures.every(isWhole);
  },
  answer: (pictures) =>
    pictures.map(({ width, height, channels, pixels }) => ({
      width,
      height,
      channels,
      sha256: createHash('sha256').update(pixels).digest('hex'),
    })),
});

function isWhole({ width, height, channels, pixels }: Picture): boolean {
  return width === SIDE && height === SIDE && channels === 3 && pixels.length === SIDE * SIDE * 3;
}

async function enhanced(picture: Sharp): Promise<Picture> {
  return pixelsOf(
    picture
      .resize(SIDE, SIDE, { fit: 'cover', position: 'centre' })
      .clahe({ width: TILE, height: TILE, maxSlope: MAX_SLOPE }),
  );
}

/** Three colours, without transparency. */
function inColour(picture: Sharp): Sharp {
  return picture.removeAlpha().toColourspace('srgb');
}

function decoded({ width, height, channels, pixels }: Picture): Sharp {
  return sharp(pixels, { raw: { width, height, channels: channels as 3 } });
}

async function pixelsOf(picture: Sharp): Promise<Picture> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, pixels: data };
}

async function readSource(source: string | readonly unknown[]): Promise<Source> {
  if (typeof source === 'string') return readFile(source);
  return Promise.all((source as readonly string[]).map((file) => pixelsOf(inColour(sharp(file)))));
}

function checkSource(source: unknown): void {
  if (!Array.isArray(source)) checkFile(source);
  else if (source.length === 0) throw new TypeError('picture file must be named: a list of them is empty');
  else source.forEach(checkFile);
}

function checkFile(file: unknown): void {
  if (typeof file !== 'string' || file === '') {
    throw new TypeError(`picture file must be a path, or a list of paths, not ${inspect(file)}`);
  }
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new Error(`picture file ${inspect(file)} was not found in the working directory`);
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
