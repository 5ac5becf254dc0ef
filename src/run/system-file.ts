import { readFileSync } from 'node:fs';

/** The text of a file of /proc or /sys; empty where this system has none, or does not let us read it. */
export function systemText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
