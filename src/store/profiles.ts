import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileNameOf, type RunPaths } from './results.js';
import { StoreError } from './store-error.js';
import { writeWhole } from './whole-file.js';

/** The folder of profiles in a run's folder. */
const FOLDER = 'profiles';

/** Keeps the profiles of one run. */
export class ProfileStore {
  readonly #taken = new Set<string>();

  constructor(readonly paths: RunPaths) {}

  /**
   * Writes a profile under a name made safe, and gives its path relative to the run's folder; rejects with
   * StoreError. Two names that are made the same become two files.
   */
  readonly save = async (name: string, extension: string, text: string): Promise<string> => {
    const file = this.#free(fileNameOf(name), extension);
    const path = join(this.paths.folder, FOLDER, file);
    await mkdir(dirname(path), { recursive: true }).catch((error) => {
      throw new StoreError('cannot write', path, error);
    });
    await writeWhole(path, text);
    return `${FOLDER}/${file}`;
  };

  #free(name: string, extension: string): string {
    let file = `${name}.${extension}`;
    for (let attempt = 2; this.#taken.has(file); attempt++) file = `${name}_${attempt}.${extension}`;
    this.#taken.add(file);
    return file;
  }
}
