/** The key probes: which of those on offer observe the trials. */
import { z } from 'zod';
import type { Inquiry } from './inquiry.js';
import { didYouMean } from './suggest.js';

const PROBES = "true (all), false (none), or a list of probes' names";

/** All, none, or some by name; which there are is checked later. */
export const probes = z.union(
  [
    z.boolean({ error: PROBES }),
    z.array(z.string({ error: "a probe's name" }), { error: PROBES }).max(100, { error: PROBES }),
  ],
  { error: PROBES },
);

/** The names of the probes in use, null for all; complains of names that are not on offer. */
export function chooseProbes(inquiry: Inquiry): readonly string[] | null {
  const given = inquiry.config.probes;
  if (given === undefined || typeof given === 'boolean') return given === false ? [] : null;
  const offered = inquiry.context.probes;
  given.forEach((name, i) => {
    if (!offered.includes(name))
      inquiry.complain('probes', [i], `one of ${offered.join(', ')}`, didYouMean(name, offered));
  });
  return [...new Set(given)];
}
