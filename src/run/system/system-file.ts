import { readdirSync, readFileSync } from 'node:fs';

/**
 * Made once: to compare with locale and options anew took 15 times as long as all the rest of a walk. Not before it
 * is needed: it takes some 8 ms, and hosts and workers load this file without reading a folder.
 */
let byNumber: Intl.Collator | undefined;

/** The text of a file of /proc or /sys; empty where this system has none, or does not let us read it. */
export function systemText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The number in such a file; null where there is none. */
export function systemNumber(path: string): number | null {
  const text = systemText(path).trim();
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? null : value;
}

/** The names in a folder of /proc or /sys, sorted as numbers where they hold any; none where it cannot be read. */
export function systemFolder(path: string): readonly string[] {
  try {
    byNumber ??= new Intl.Collator('en', { numeric: true });
    return readdirSync(path).sort(byNumber.compare);
  } catch {
    return [];
  }
}
