// What the yardsticks print: medians with their spread, and whether a target is met.

/** The quantile of a list (linear between neighbours; Hyndman & Fan 1996, definition 7). */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at));
}

/** The median of a list. */
export function median(values) {
  return quantile(values, 0.5);
}

/** A target of at most `limit` for a median. */
export function atMost(limit) {
  return { text: `at most ${limit}`, holds: (value) => value <= limit };
}

/** A target of at least `limit` for a median. */
export function atLeast(limit) {
  return { text: `at least ${limit}`, holds: (value) => value >= limit };
}

/** A target for the median of a ratio: no further from 1 than that share. */
export function within(share) {
  return { text: `within ${share} of 1`, holds: (value) => Math.abs(value - 1) <= share };
}

/** `ours[i] / theirs[i]`: figures of one round belong together. */
export function pairedRatios(ours, theirs) {
  return ours.map((value, i) => value / theirs[i]);
}

/**
 * Prints one yardstick: `lines` are {name, unit, values, target?}. Gives the number of targets, and how
 * many are met by their medians.
 */
export function printYardstick(title, lines) {
  const head = row('', ['median', 'min', 'q1', 'q3', 'max']);
  write(`${title}\n${head}\n`);
  const judged = lines.map(printLine).filter((met) => met !== null);
  write('\n');
  return { targets: judged.length, met: judged.filter(Boolean).length };
}

/** Writes text to standard output. */
export function write(text) {
  process.stdout.write(text);
}

function printLine({ name, unit, values, target }) {
  const figures = [0.5, 0, 0.25, 0.75, 1].map((share) => figure(quantile(values, share)));
  const met = target === undefined ? null : target.holds(median(values));
  const verdict = met === null ? '' : `  ${target.text}: ${met ? 'met' : 'MISSED'}`;
  write(`${row(`${name}${unit === '' ? '' : `, ${unit}`}`, figures)}${verdict}\n`);
  return met;
}

function row(name, figures) {
  return `  ${name.padEnd(30)}${figures.map((text) => text.padStart(9)).join('')}`;
}

/** Three significant digits, without an exponent. */
function figure(value) {
  if (value === 0) return '0';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 6));
}
