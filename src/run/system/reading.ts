import { join } from 'node:path';
import type { Reading } from '../../model/trial.js';
import { systemFolder } from './system-file.js';

/** A probe's figures with the reason why some are null; the reason is null when none is. */
export function reading(figures: Reading, reason: string): Reading {
  return { ...figures, reason: Object.values(figures).includes(null) ? reason : null };
}

/** `to − from`; null when either is unknown. */
export function difference(from: number | null | undefined, to: number | null | undefined): number | null {
  return typeof from !== 'number' || typeof to !== 'number' || Number.isNaN(to - from) ? null : to - from;
}

/** The same of what only grows; null where it shrank, because a thread or a process that ended took its count along. */
export function growth(from: number | null | undefined, to: number | null | undefined): number | null {
  const grown = difference(from, to);
  return grown === null || grown < 0 ? null : grown;
}

/** Why nothing was seen of a trial's processes: the system shows none, or they ended before they were looked at. */
export function unseenReason(root: string, what: string, look: 'first' | 'last'): string {
  const hasProc = systemFolder(join(root, 'proc')).length > 0;
  return hasProc ? `the trial ended before the ${look} look` : `there is no /proc that shows ${what}`;
}
