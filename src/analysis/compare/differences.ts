/** What differs between two measurements beside the code: what forbids a comparison, and what clouds it. */
import type { Machine, Recording } from '../../model/journal.js';
import type { Study } from '../../model/study.js';
import { isSimulated } from '../../seams/executor.js';
import { counted } from '../../words/counts.js';
import { short } from '../../words/numbers.js';
import { differentFacts } from '../facts.js';
import { groupTrials } from '../trials.js';
import type { MergedRuns } from './recordings.js';

type Fact<Subject> = readonly [name: string, of: (subject: Subject) => unknown];

const ARGUMENTS: Fact<Recording> = ['arguments', ({ study }) => study.tasks.map(({ args }) => args)];

/** With these different, two figures are of different things. */
const OF_THE_QUESTION: readonly Fact<Recording>[] = [
  ['task', ({ study }) => study.study.tasks.map(({ name }) => name).join(', ')],
  ARGUMENTS,
  ['load', ({ study }) => [...new Set(study.plan.cells.map(({ way }) => JSON.stringify(way.load)))].join(', ')],
  ['dispatch', ({ study }) => study.study.dispatch],
  ['chunk', ({ study }) => study.study.chunk],
  ['executor "simulated"', ({ study }) => isSimulated(study.study)],
];

const OF_THE_MACHINE: readonly Fact<Machine>[] = [
  ['processor', ({ cpuModel }) => cpuModel],
  ['logical CPUs', ({ logicalCpus }) => logicalCpus],
  ['effective CPUs', ({ effectiveCpus }) => effectiveCpus],
  ['CPU quota', ({ quotaCpus }) => quotaCpus],
  ['memory (bytes)', ({ memoryBytes }) => memoryBytes],
  ['memory limit (bytes)', ({ memoryLimitBytes }) => memoryLimitBytes],
  ['platform', ({ platform, arch }) => `${platform} ${arch}`],
  ['Node', ({ node }) => node],
  ['thread pool of libuv', ({ uvThreadpool }) => uvThreadpool],
];

const OF_THE_STUDY: readonly Fact<Study>[] = [
  ['seed (and with it the inputs)', (study) => (isSimulated(study) ? null : study.seed)],
  ['warm-up (seconds)', ({ warmupSeconds }) => warmupSeconds],
  ['rest after trials (seconds)', ({ waitAfterRunnerSeconds }) => waitAfterRunnerSeconds],
  ['--quick', ({ quick }) => quick],
];

/** Why two recordings are not of the same question; none when they are. */
export function refusals(base: Recording, head: Recording): readonly string[] {
  return differing(OF_THE_QUESTION, base, head);
}

/** How the arguments differ; none where they do not. */
export function differentArguments(base: Recording, head: Recording): readonly string[] {
  return differing([ARGUMENTS], base, head);
}

/** What else is not the same. */
export function clouds(base: Recording, head: Recording): readonly string[] {
  return [
    ...differing(OF_THE_MACHINE, base.study.machine, head.study.machine),
    ...differing(OF_THE_STUDY, base.study.study, head.study.study),
    ...differentFacts(base, head),
  ];
}

function differing<Subject>(facts: readonly Fact<Subject>[], base: Subject, head: Subject): readonly string[] {
  return facts.flatMap(([name, of]) => {
    const [before, after] = [shown(of(base)), shown(of(head))];
    return before === after ? [] : [`different ${name}: ${before} before, ${after} after`];
  });
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');
}

/** A difference of the foreign load by that share of all CPUs is told: half of what disturbs a trial. */
const NOTABLE_FOREIGN = 0.05;

/** That other programs took more CPU time during one side than during the other; nothing where they did not, or nobody looked. */
export function foreignLoad(base: MergedRuns, head: MergedRuns): readonly string[] {
  const [before, after] = [foreignCpus(base), foreignCpus(head)];
  if (before === null || after === null) return [];
  const shareOf = ({ cpus, of }: typeof before) => cpus / of;
  if (Math.abs(shareOf(after) - shareOf(before)) < NOTABLE_FOREIGN) return [];
  const [low, high] = shareOf(before) < shareOf(after) ? ['base', 'head'] : ['head', 'base'];
  const [less, more] = low === 'base' ? [before, after] : [after, before];
  return [
    `other programs took ${short(more.cpus)} of ${counted(more.of, 'CPU')} during the ${high}, ${short(less.cpus)} of ${less.of} during the ${low}: a change may be theirs`,
  ];
}

/** CPUs that other programs kept busy while the trials of a side ran, of how many; null where it was not observed. */
function foreignCpus({ recording }: MergedRuns): { readonly cpus: number; readonly of: number } | null {
  const seen = groupTrials(recording).flatMap(({ completed }) =>
    completed.flatMap(({ record: { readings }, measurement }) => {
      const foreignSeconds = readings.cpu?.foreignSeconds;
      const observedSeconds = readings.clock?.observedSeconds;
      if (typeof foreignSeconds !== 'number') return [];
      // The probes observe all that ran, a window's ramps too.
      const seconds = typeof observedSeconds === 'number' ? observedSeconds : measurement.workSeconds;
      return [{ foreignSeconds, seconds }];
    }),
  );
  const seconds = seen.reduce((sum, trial) => sum + trial.seconds, 0);
  if (!(seconds > 0)) return null;
  const cpus = seen.reduce((sum, trial) => sum + trial.foreignSeconds, 0) / seconds;
  return { cpus, of: recording.study.machine.logicalCpus };
}

/** Cells that only one side has, in words; none when both have the same. */
export function unmatched(base: MergedRuns, head: MergedRuns): readonly string[] {
  const [before, after] = [base, head].map(namesByKey) as [ReadonlyMap<string, string>, ReadonlyMap<string, string>];
  const only = (mine: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>, side: string) => {
    const names = [...mine].flatMap(([key, name]) => (other.has(key) ? [] : [name]));
    return names.length === 0 ? [] : [`only the ${side} has ${names.join(', ')}`];
  };
  return [...only(before, after, 'base'), ...only(after, before, 'head')];
}

function namesByKey({ recording }: MergedRuns): ReadonlyMap<string, string> {
  return new Map(recording.study.plan.cells.map(({ id, name }) => [id, name]));
}

/**
 * In how many of the trials that got the same inputs (same cell, round, units and seed) the two sides
 * computed different results, by their digests.
 */
export function differentResults(base: MergedRuns, head: MergedRuns): { readonly differ: number; readonly of: number } {
  const [{ seed }, other] = [base.recording.study.study, head.recording.study.study];
  if (seed !== other.seed) return { differ: 0, of: 0 };
  const digests = digestsOf(base.recording);
  const met = [...digestsOf(head.recording)].flatMap(([key, digest]) => {
    const before = digests.get(key);
    return before === undefined ? [] : [before === digest];
  });
  return { differ: met.filter((same) => !same).length, of: met.length };
}

function digestsOf(recording: Recording): ReadonlyMap<string, string> {
  const digests = groupTrials(recording).flatMap(({ cell, completed }) =>
    completed.flatMap(({ round, measurement: { digest, unitsCompleted, unitsFailed } }) => {
      if (digest === null || unitsFailed > 0) return [];
      return [[`${cell.id} ${round} ${unitsCompleted}`, digest.join(' ')] as const];
    }),
  );
  return new Map(digests);
}
