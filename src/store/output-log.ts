import { appendFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { visible } from '../reporters/text/escape.js';
import { redactText } from './redact.js';
import type { RunPaths } from './results.js';
import { StoreError } from './store-error.js';

/** What a run's tasks printed, in its folder. */
export const OUTPUT_FILE = 'output.log';

/** No more is kept of a run: what prints that much is read nowhere. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Keeps what the tasks of one run print, trial by trial; the user alone may read it. */
export class OutputLog {
  constructor(readonly paths: RunPaths) {}

  /**
   * Appends what a trial printed, without credentials and with control characters written out; nothing once the file
   * is full, of which its last line tells. Rejects with StoreError.
   */
  readonly append = async (trial: string, output: string): Promise<void> => {
    const path = join(this.paths.folder, OUTPUT_FILE);
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size > MOST_BYTES) return;
    const text = `── ${trial} ──\n${shown(output)}\n`;
    const full = size + text.length > MOST_BYTES ? '── the file is full: what later trials print is left out ──\n' : '';
    await appendFile(path, text + full, { mode: 0o600 }).catch((error) => {
      throw new StoreError('cannot write', path, error);
    });
  };
}

function shown(output: string): string {
  return redactText(output.trimEnd()).split(/\r?\n/).map(visible).join('\n');
}
