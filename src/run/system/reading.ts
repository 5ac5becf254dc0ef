import type { Reading } from '../../model.js';

/** A probe's figures with the reason why some are null; the reason is null when none is. */
export function reading(figures: Reading, reason: string): Reading {
  return { ...figures, reason: Object.values(figures).includes(null) ? reason : null };
}

/** `to − from`; null when either is unknown. */
export function difference(from: number | null | undefined, to: number | null | undefined): number | null {
  return typeof from !== 'number' || typeof to !== 'number' || Number.isNaN(to - from) ? null : to - from;
}
