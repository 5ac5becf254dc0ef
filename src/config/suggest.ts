/** "Did you mean": the known word that a misspelt one most likely stood for. */

const MAX_LENGTH = 64;

/**
 * The number of edits (insert, delete, replace, swap neighbours) between two words: the optimal string
 * alignment variant of Damerau (1964) and Levenshtein (1966).
 */
export function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) current[j] = cheapestEdit(a, b, i, j, current, previous, older);
    older = previous;
    previous = current;
  }
  return previous[b.length] as number;
}

function cheapestEdit(
  a: string,
  b: string,
  i: number,
  j: number,
  current: readonly number[],
  previous: readonly number[],
  older: readonly number[],
): number {
  const replace = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
  const best = Math.min(replace, (previous[j] as number) + 1, (current[j - 1] as number) + 1);
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return swapped ? Math.min(best, (older[j - 2] as number) + 1) : best;
}

/**
 * The candidate nearest to `word` if at most a third of its letters (at least one) are wrong, or if `word` is
 * its beginning; else null.
 */
export function suggest(word: string, candidates: readonly string[]): string | null {
  if (word.length > MAX_LENGTH) return null;
  let best: { readonly candidate: string; readonly distance: number } | null = null;
  for (const candidate of candidates) {
    const allowed = Math.max(1, Math.floor(candidate.length / 3));
    const distance = distanceTo(plain(candidate), plain(word), allowed);
    if (distance > allowed) continue;
    if (best === null || distance < best.distance) best = { candidate, distance };
  }
  return best?.candidate ?? null;
}

/** A beginning of at least three letters is as near as one slip. Lengths too far apart need no comparison. */
function distanceTo(candidate: string, word: string, allowed: number): number {
  if (word.length >= 3 && candidate.startsWith(word)) return Math.min(1, candidate.length - word.length);
  const gap = Math.abs(candidate.length - word.length);
  return gap > allowed ? gap : editDistance(word, candidate);
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll('-', '_');
}

/** The hint `did you mean "sort"?`, or null when nothing comes near. */
export function didYouMean(word: string, candidates: readonly string[]): string | null {
  const candidate = suggest(word, candidates);
  return candidate === null ? null : `did you mean ${JSON.stringify(candidate)}?`;
}
