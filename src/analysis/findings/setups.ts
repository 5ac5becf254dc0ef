/** Findings on what setups told: rows that do not compare like with like, and what a cache could not give. */
import type { Finding } from '../../model/finding.js';
import type { CacheUse } from '../../model/setup.js';
import { counted } from '../../words/counts.js';
import { toldFacts } from '../facts.js';
import { groupBy } from '../grouping.js';
import type { FindingContext } from './context.js';

/** Tasks that are named in a text. */
const NAMED = 3;

/** Facts that differ from task to task, and entries of the cache that were not taken or could not be kept. */
export function setupFindings(context: FindingContext): readonly Finding[] {
  return [...mixedFacts(context), ...cacheTroubles(context)];
}

function mixedFacts({ groups }: FindingContext): readonly Finding[] {
  return [...toldFacts(groups)].flatMap(([name, byFact]): readonly Finding[] => {
    if (byFact.size < 2) return [];
    const told = [...byFact].map(([fact, tasks]) => `"${fact}" for ${someOf(tasks)}`);
    return [
      {
        code: 'mixed-facts',
        severity: 'warning',
        likelihood: 'likely',
        text: `These rows do not have one ${name}: it is ${told.join(', ')}. A comparison between them compares that, too.`,
        cure: `Compare rows of the same ${name}, or measure all with one.`,
        task: null,
        executor: null,
        evidence: Object.fromEntries([...byFact].map(([fact, tasks]) => [fact, tasks.length])),
      },
    ];
  });
}

function someOf(tasks: readonly string[]): string {
  const more = tasks.length - NAMED;
  return `${tasks.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${counted(more, 'more', 'more')}` : ''}`;
}

/** Each key once: what the first trial could not keep, the others cannot either. */
function cacheTroubles({ recording, groups }: FindingContext): readonly Finding[] {
  const described = recording.study.tasks.flatMap((task) => usesOf(task.name, task.setup?.cache));
  const measured = groups.flatMap(({ cell, completed }) =>
    completed.flatMap(({ measurement }) => usesOf(cell.way.task.name, measurement.setup?.cache)),
  );
  const troubles = [...described, ...measured].filter(({ use }) => use.reason !== null);
  return [...groupBy(troubles, ({ use }) => `${use.outcome} ${use.key}`).values()].map((uses): Finding => {
    const [{ task, use }] = uses as [Trouble, ...Trouble[]];
    const isReplaced = use.outcome === 'replaced';
    return {
      code: 'cache-trouble',
      severity: isReplaced ? 'info' : 'warning',
      likelihood: 'likely',
      text: isReplaced
        ? `What was kept as "${use.key}" was not taken, and made anew: ${use.reason}.`
        : `"${use.key}" could not be kept, and every trial makes it again: ${use.reason}.`,
      cure: isReplaced ? null : 'Make the cache folder writable, or name another with cache_dir.',
      task,
      executor: null,
      evidence: { key: use.key, outcome: use.outcome, times: uses.length },
    };
  });
}

interface Trouble {
  readonly task: string;
  readonly use: CacheUse;
}

function usesOf(task: string, cache: readonly CacheUse[] = []): readonly Trouble[] {
  return cache.map((use) => ({ task, use }));
}
