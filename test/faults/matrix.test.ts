/** Every planted fault in every way to run units: its typed end, the rest of the study going on, nothing left over. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { OUTCOMES } from '../../src/model/trial.js';
import { ownFolder, type RunFiles } from '../support/cli.js';
import { csvRows } from '../support/csv.js';
import {
  type Expected,
  expectedOf,
  FAMILIES,
  type Family,
  type Fault,
  IMPORT_FAMILIES,
  SUPERVISOR_ENDS,
  SUPERVISOR_FAMILY,
} from './catalogue.js';
import { expectCurrent, type Row } from './document.js';
import { IMPORT_FAULTS, type ImportFault, writeImportFault } from './imports.js';
import { Lanes } from './lanes.js';
import { type ExecutorName, type FaultyRun, type Observed, observe, runFaulty } from './study.js';

const folder = ownFolder();
const UNIT_FAULTS = fileURLToPath(new URL('./unit-faults.mjs', import.meta.url));

/** Seconds for a trial that does not end by itself; a machine so slow that others run into it gets the next. */
const HANG_SECONDS = [3, 12, 48] as const;
/** Seconds for a trial of a study in which none should hang. */
const GUARD_SECONDS = [120] as const;
/** Longer than any study takes, with all that are before it. */
const TEST_MS = 600_000;
/** The faults of modules that are found before anything is measured. */
const REFUSED: readonly (readonly [ImportFault, RegExp])[] = [
  ['has a syntax error in what it imports', /could not be imported: SyntaxError/],
  ['misses a package', /Cannot find package 'no-such-package'.*npm install no-such-package/s],
  ['has a native add-on that does not load', /broken\.node.*npm rebuild/s],
  ['throws when it is loaded', /could not be imported: RangeError: planned/],
  ['throws null when it is loaded', /could not be imported: threw null/],
  ['waits for ever when it is loaded', /it was still being imported after 3 s/],
  ['exits when it is loaded', /its process ended with status 7 while it was imported/],
  ['aborts when it is loaded', /its process ended by SIGABRT while it was imported/],
  ['exports no task', /the default export is of type number/],
  ['throws when its members are read', /could not be imported: RangeError: planned/],
];

/** The one of them that is given up for its time; what the others tell does not depend on how fast they were. */
const REFUSED_LATE: ImportFault = 'waits for ever when it is loaded';

const SUPERVISOR_EXECUTORS: readonly ExecutorName[] = ['sequential', 'async', 'threads', 'processes'];

const lanes = new Lanes(3);
const runs = new Map<Family, Promise<FaultyRun>>();
const refusals = new Map<ImportFault, Promise<FaultyRun>>();
const interrupted = new Map<ExecutorName, Promise<FaultyRun>>();
const rows: Row[] = [];

beforeAll(() => {
  for (const family of FAMILIES) runs.set(family, measured(family, UNIT_FAULTS));
  for (const family of IMPORT_FAMILIES) runs.set(family, measured(family, moduleOf(family)));
  for (const [name] of REFUSED)
    refusals.set(
      name,
      lanes.run(() => refused(name)),
    );
  for (const executor of SUPERVISOR_EXECUTORS)
    interrupted.set(
      executor,
      lanes.run(() => interruptedIn(executor)),
    );
  for (const run of [...runs.values(), ...refusals.values(), ...interrupted.values()]) run.catch(() => {});
});

function moduleOf({ faults }: Family): string {
  return writeImportFault(folder, (faults[0] as Fault).name as ImportFault);
}

function measured(family: Family, task: string): Promise<FaultyRun> {
  return lanes.run(async () => {
    const { faults, executors, env } = family;
    const args = task === UNIT_FAULTS ? faults.map(({ name }) => name) : [];
    const attempts = family.hangs ? HANG_SECONDS : GUARD_SECONDS;
    for (const seconds of attempts) {
      const flags = [...family.flags, '--timeout', String(seconds)];
      const study = { task, args, executors, rounds: faults.length + 1, flags, env };
      const run = await runFaulty(study, folder, `${family.name} ${faults[0]?.name} ${seconds}`);
      if (seconds === attempts.at(-1) || !isTooSlow(run, family)) return run;
    }
    throw new Error('no attempt');
  });
}

/** True when trials ran into the timeout that should not, or not yet where they did. */
function isTooSlow({ run }: FaultyRun, { faults }: Family): boolean {
  return (
    run?.trials.some(({ outcome, fault, round }) => {
      const ends = faults[round] === undefined ? [] : Object.values({ end: faults[round].end, ...faults[round].but });
      return outcome === 'timed_out' && !ends.some((end) => end.outcome === outcome && end.phase === fault?.phase);
    }) ?? false
  );
}

function refused(name: ImportFault): Promise<FaultyRun> {
  const flags = name === REFUSED_LATE ? ['--timeout', '3'] : [];
  const study = { task: writeImportFault(folder, name), args: [], executors: ['threads'], rounds: 1, flags } as const;
  return runFaulty({ ...study, env: { FAULTS_WHEN: 'always' } }, folder, `refused ${name}`);
}

function interruptedIn(executor: ExecutorName): Promise<FaultyRun> {
  const [executors, workers] = executor === 'sequential' ? [['async'] as const, '0'] : [[executor], '2'];
  const study = { task: UNIT_FAULTS, args: [SUPERVISOR_ENDS.name], executors, rounds: 1, env: {} };
  return runFaulty({ ...study, flags: ['--workers', workers] }, folder, `interrupted ${executor}`);
}

describe.each([...FAMILIES, ...IMPORT_FAMILIES])('$name', { timeout: TEST_MS }, (family) => {
  test.each(family.faults.map((fault, round) => [fault.name, fault, round] as const))('%s', async (_, fault, round) => {
    const { run } = await (runs.get(family) as Promise<FaultyRun>);
    const trials = observe(run as RunFiles, round);
    rows.push(...trials.map((trial) => ({ ...trial, ...told(trial, fault), family, fault })));
    expect(trials.map(({ executor }) => executor)).toEqual(['sequential', ...family.executors]);
    for (const trial of trials) expectEnd(trial, expectedOf(fault, trial.executor));
  });

  test(`the study of ${family.faults.length} goes on to its end, and tells it`, async () => {
    const { ended, run, orphans, leftovers } = await (runs.get(family) as Promise<FaultyRun>);
    expectWhole(ended.stderr, run as RunFiles, family);
    expect({ status: ended.status, orphans, leftovers }).toEqual({ status: family.status, orphans: [], leftovers: [] });
    expect(ended.stdout.trimEnd().split('\n').at(-1)).toMatch(/^out\/.*\.csv$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(ended.stdout + ended.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  });
});

/** What the document tells of it, without what is chance. */
function told(trial: Observed, fault: Fault): Pick<Row, 'unit' | 'message'> {
  const { unit, varies } = expectedOf(fault, trial.executor);
  return { unit: unit === 'any' ? 'any' : trial.unit, message: varies ? '…' : trial.message };
}

function expectEnd(trial: Observed, expected: Expected): void {
  const { executor, outcome, phase, unit, record } = trial;
  expect({ executor, outcome, phase }, trial.message ?? '').toEqual({
    executor,
    outcome: expected.outcome,
    phase: expected.phase,
  });
  if (expected.unit === 'any') expect(unit).toEqual(expect.any(Number));
  else expect(unit).toBe(expected.unit);
  if (expected.message === null) expect(record.fault).toBeNull();
  else expect(trial.message).toMatch(expected.message);
  if (outcome === 'completed') expect(record.measurement?.unitsCompleted).toBe(8);
  if (outcome !== 'completed' && outcome !== 'failed') expect(record.measurement).toBeNull();
}

/** The journal, the report and the CSV agree, and the round after the last fault is whole. */
function expectWhole(stderr: string, run: RunFiles, family: Family): void {
  const { report, trials, csvText } = run;
  const cells = 1 + family.executors.length;
  expect(run.isWhole).toBe(true);
  expect(trials).toHaveLength(cells * (family.faults.length + 1));
  expect(observe(run, family.faults.length).map(({ outcome }) => outcome)).toEqual(new Array(cells).fill('completed'));
  expect(report.status).toBe(family.status === 0 ? 'valid' : 'partial');
  const table = csvRows(csvText);
  for (const [i, cell] of run.study.plan.cells.entries()) {
    const own = trials.filter(({ cellId }) => cellId === cell.id);
    const count = (outcome: string) => own.filter((trial) => trial.outcome === outcome).length;
    const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, count(outcome)]));
    expect(report.cells[i]?.outcomes).toEqual(counts);
    expect(table[i]).toMatchObject({
      Name: cell.name,
      Completed: String(counts.completed),
      Failed: String(counts.failed),
      'Timed out': String(counts.timed_out),
      Lost: String(counts.lost),
    });
    const isTold = report.findings.some(
      ({ code, executor, evidence }) =>
        code === 'trials-not-completed' && executor === cell.way.executor && evidence.workers === cell.workers,
    );
    expect(isTold).toBe(counts.completed !== own.length);
  }
  for (const { fault } of trials) {
    if (fault !== null) expect(stderr).toContain(fault.message.slice(0, 20).split('\u001b')[0]);
  }
}

describe(SUPERVISOR_FAMILY.name, { timeout: TEST_MS }, () => {
  test.each(SUPERVISOR_EXECUTORS)(`${SUPERVISOR_ENDS.name}: %s`, async (executor) => {
    const { ended, run, orphans, leftovers } = await (interrupted.get(executor) as Promise<FaultyRun>);
    const [trial, ...more] = observe(run as RunFiles, 0) as [Observed];
    rows.push({ ...trial, family: SUPERVISOR_FAMILY, fault: SUPERVISOR_ENDS });
    expectEnd(trial, SUPERVISOR_ENDS.end);
    expect({ executor: trial.executor, status: ended.status, more, orphans, leftovers }).toEqual({
      executor,
      status: SUPERVISOR_FAMILY.status,
      more: [],
      orphans: [],
      leftovers: [],
    });
    expect(run?.isWhole).toBe(true);
    expect(run?.report.status).toBe('partial');
  });
});

describe('What is found before anything is measured', { timeout: TEST_MS }, () => {
  test.each(REFUSED)('%s', async (name, message) => {
    const { ended, run, orphans, leftovers } = await (refusals.get(name) as Promise<FaultyRun>);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toMatch(/this is a bug in kneepoint/);
    expect({ status: ended.status, stdout: ended.stdout, run, orphans, leftovers }).toEqual({
      status: 2,
      stdout: '',
      run: null,
      orphans: [],
      leftovers: [],
    });
  });

  test('is tried for every fault of a module', () => {
    const names = [...IMPORT_FAMILIES.flatMap(({ faults }) => faults.map(({ name }) => name))].sort();
    expect(names).toEqual(Object.keys(IMPORT_FAULTS).sort());
  });
});

describe('clocks that a task replaces', { timeout: TEST_MS }, () => {
  test.each(['replaces the clocks', 'replaces the clocks when it is loaded'])('%s: times stay true', async (name) => {
    const families = [...FAMILIES, ...IMPORT_FAMILIES];
    const family = families.find(({ faults }) => faults.some((fault) => fault.name === name)) as Family;
    const { run } = await (runs.get(family) as Promise<FaultyRun>);
    const round = family.faults.findIndex((fault) => fault.name === name);
    for (const { record } of observe(run as RunFiles, round)) {
      // Four units at least wait for 100 ms each after the clocks were replaced, two at a time or one.
      const { workSeconds = 0, workers = [] } = record.measurement ?? {};
      expect(workers.reduce((sum, { busySeconds }) => sum + busySeconds, 0)).toBeGreaterThan(0.35);
      expect(workSeconds).toBeGreaterThan(0.15);
    }
  });
});

describe('docs/internals/reliability.md', () => {
  test('tells what was observed', { timeout: TEST_MS }, async () => {
    const faults = [...FAMILIES, ...IMPORT_FAMILIES, SUPERVISOR_FAMILY].flatMap((family) => family.faults);
    expect(new Set(rows.map(({ fault }) => fault)).size, 'run the whole file').toBe(new Set(faults).size);
    expectCurrent(
      rows,
      REFUSED.map(([name]) => name),
    );
  });
});
