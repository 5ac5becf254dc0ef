/** How figures are put into the sentences of findings and advice. */
import { counted } from '../words/counts.js';

export { agreeing, counted } from '../words/counts.js';

/** A share as whole percent: "12 %". */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Three significant digits, without an exponent for ordinary sizes. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A duration given in seconds: "12.5 ms". */
export function duration(seconds: number): string {
  if (seconds >= 1) return `${short(seconds)} s`;
  return seconds >= 1e-3 || seconds === 0 ? `${short(seconds * 1e3)} ms` : `${short(seconds * 1e6)} µs`;
}

/** "1 worker", "8 workers"; sequential counts as one. */
export function workersText(workers: number): string {
  return counted(Math.max(1, workers), 'worker');
}
