import type { Load, StudyLoad, UnitOrder } from '../model/load.js';
import type { Cell, Plan, PlannedTrial, Way } from '../model/plan.js';
import type { Study, StudyTask } from '../model/study.js';
import { Rng } from '../random.js';
import { inFlightOf, makeCell, makeReference, makeWay } from './ways.js';

/** Keeps the order's random stream apart from the tasks'. */
const ORDER_STREAM = 0x0de;

/**
 * All trials of a study: in each round every cell once. An adaptive study plans its cells only; which
 * rounds they get is decided while it runs.
 */
export function planStudy(study: Study): Plan {
  const cells = study.tasks.flatMap((task) => cellsOf(study, task));
  const rounds = study.budgetSeconds === null ? study.rounds : 0;
  const trials = Array.from({ length: rounds }, (_, round) => orderCells(study, cells, round, round * cells.length));
  const measured = trials.flat();
  return { cells, trials: measured, profiles: profileTrials(study, cells, measured.length) };
}

/** Profiled trials come last: what they disturb is measured by then. A law runs nothing that could be profiled. */
function profileTrials(study: Study, cells: readonly Cell[], firstIndex: number): readonly PlannedTrial[] {
  if (!study.profile.cpu && !study.profile.heap) return [];
  const profiled = cells.filter(({ way }) => way.task.subject.kind === 'module');
  return plannedProfiles(profiled, study.rounds, firstIndex);
}

/** Profiled trials of some cells, in order; they count as the round after the last. */
export function plannedProfiles(cells: readonly Cell[], rounds: number, firstIndex: number): readonly PlannedTrial[] {
  return cells.map((cell, i) => ({ index: firstIndex + i, cell, round: rounds, endsRound: false, profile: true }));
}

/** One round over some cells, in seeded random order or as listed; its trials are numbered from `firstIndex`. */
export function orderCells(
  study: Study,
  cells: readonly Cell[],
  round: number,
  firstIndex: number,
): readonly PlannedTrial[] {
  const ordered = study.planOrder === 'listed' ? asListed(study, cells) : shuffled(study, cells, round);
  return plannedRound(ordered, round, firstIndex);
}

/** The trials of a round whose cells are in order. */
export function plannedRound(cells: readonly Cell[], round: number, firstIndex: number): readonly PlannedTrial[] {
  const last = cells.length - 1;
  return cells.map((cell, i) => ({ index: firstIndex + i, cell, round, endsRound: i === last, profile: false }));
}

/** The same plan of tasks that another has replaced, by name. */
export function withTasks({ cells, trials, profiles }: Plan, tasks: readonly StudyTask[]): Plan {
  const ways = new Map<string, Way>();
  const taskOf = (task: StudyTask) => tasks.find(({ name }) => name === task.name) ?? task;
  for (const { way } of cells) if (!ways.has(way.id)) ways.set(way.id, { ...way, task: taskOf(way.task) });
  const changed = new Map(cells.map((cell) => [cell.id, { ...cell, way: ways.get(cell.way.id) as Way }]));
  const planned = (trial: PlannedTrial) => ({ ...trial, cell: changed.get(trial.cell.id) ?? trial.cell });
  return { cells: [...changed.values()], trials: trials.map(planned), profiles: profiles.map(planned) };
}

function shuffled(study: Study, cells: readonly Cell[], round: number): readonly Cell[] {
  return new Rng(study.seed, ORDER_STREAM, round).shuffle(cells);
}

/** Cells stand in runs of ascending worker counts, the sequential one first; each run takes the order given. */
function asListed({ listedWorkers }: Study, cells: readonly Cell[]): readonly Cell[] {
  if (listedWorkers === undefined) return cells;
  const runs: Cell[][] = [];
  for (const cell of cells) {
    const run = runs.at(-1);
    if (run === undefined || cell.workers <= (run.at(-1) as Cell).workers) runs.push([cell]);
    else run.push(cell);
  }
  const place = ({ workers }: Cell) => listedWorkers.indexOf(workers);
  return runs.flatMap((run) => run.sort((a, b) => place(a) - place(b)));
}

/** The loads of a study's cells: one, or each of several rates. */
export function loadsOf(load: StudyLoad): readonly Load[] {
  if (load.kind !== 'rate') return [load];
  const { kind, durationSeconds, arrivals } = load;
  return load.perSecond.map((perSecond) => ({ kind, perSecond, durationSeconds, arrivals }));
}

function cellsOf(study: Study, task: StudyTask): readonly Cell[] {
  const counts = study.workers.filter((workers) => workers > 0);
  const places = loadsOf(study.load).flatMap((load) => (study.cpus ?? [null]).map((cpus) => ({ load, cpus })));
  return places.flatMap((place) => {
    const wayOf = (executor: string, inFlight: number, order: UnitOrder) =>
      makeWay(study, { task, executor, inFlight, order, ...place });
    const parallel = study.executors.flatMap((executor) =>
      inFlightOf(study, executor).flatMap((inFlight) => study.orders.map((order) => wayOf(executor, inFlight, order))),
    );
    return [
      ...(study.workers.includes(0) ? [makeCell(study, wayOf(baselineExecutor(study, task), 1, 'none'), 0)] : []),
      ...parallel.flatMap((way) => [
        ...counts.map((workers) => makeCell(study, way, workers)),
        ...(study.words ?? []).map((word) => makeReference(study, way, word)),
      ]),
    ];
  });
}

/** Workers 0 is one cell, whatever the executors: direct calls, or the law at one worker. */
function baselineExecutor({ traits }: Study, { subject: { kind } }: StudyTask): string {
  const found = Object.entries(traits).find(([, facts]) => facts.runs.includes(kind) && facts.fewestWorkers === 0);
  if (found === undefined) throw new RangeError(`this study knows no executor that runs a ${kind} without workers`);
  return found[0];
}
