import type { OnStep } from '../doctor/model.js';

/** A step that has said nothing for so long says how far it is. */
const SILENT_MS = 2000;

/** Writes a line when a step begins, and one with how far it is whenever it was silent for 2 s. `clock` gives monotonic milliseconds. */
export function stepLines(write: (line: string) => void, clock: () => number): OnStep {
  let writtenAtMs = clock();
  return (step, detail) => {
    if (detail !== undefined && clock() - writtenAtMs < SILENT_MS) return;
    writtenAtMs = clock();
    write(detail === undefined ? `… ${step}` : `… ${step}: ${detail}`);
  };
}
