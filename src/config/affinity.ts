/** The key cpu_affinity: its schema, and what it means in a study. */
import * as z from 'zod';
import type { CpuAffinity } from '../model/study.js';
import { orNull, whole, word, yesOrNo } from './values.js';

const CPU_LIST = 'a list of 1 to 1024 CPU numbers';
/** Linux counts its CPUs from 0; no machine of today has more. */
const MAX_CPU = 8191;

const cpus = (description: string) =>
  orNull(
    z.array(whole(0, MAX_CPU), { error: CPU_LIST }).min(1, { error: CPU_LIST }).max(1024, { error: CPU_LIST }),
    `${CPU_LIST}, or null`,
  )
    .default(null)
    .meta({ description });

/** How workers are pinned; see CpuAffinity in model/study.ts. */
export const affinitySchema = z.strictObject(
  {
    enabled: yesOrNo.default(true).meta({ description: 'false has the same effect as leaving the key out.' }),
    strategy: word(['performance_first', 'compact', 'spread']).default('performance_first').meta({
      description:
        '"performance_first": fast cores first, then efficient ones, then second threads. "compact": all threads of a core before the next core. "spread": as far apart as packages and cores allow.',
    }),
    performance_cores: cpus('Numbers of the fast CPUs; null asks the system.'),
    efficiency_cores: cpus('Numbers of the efficient CPUs; null asks the system.'),
  },
  { error: 'an object with any of enabled, strategy, performance_cores and efficiency_cores, or null' },
);

/** Null when workers are left to the system. */
export function toAffinity(given: z.output<typeof affinitySchema> | null): CpuAffinity | null {
  if (given === null || !given.enabled) return null;
  const { strategy, performance_cores, efficiency_cores } = given;
  return { strategy, performanceCores: performance_cores, efficiencyCores: efficiency_cores };
}
