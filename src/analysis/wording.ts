/** How figures are put into the sentences of findings and advice. */

/** A share as whole percent: "12 %". */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Three significant digits, without an exponent for ordinary sizes. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** "1 worker", "8 workers"; sequential counts as one. */
export function workersText(workers: number): string {
  return workers <= 1 ? '1 worker' : `${workers} workers`;
}

/** "1 row", "12,345 rows". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
