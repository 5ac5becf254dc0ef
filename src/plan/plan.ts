import type { Load, StudyLoad } from '../model/load.js';
import type { Cell, Plan, PlannedTrial } from '../model/plan.js';
import type { Study, StudyTask } from '../model/study.js';
import { Rng } from '../random.js';
import { traitsOf } from '../seams/executor.js';

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
  return cells
    .filter(({ task }) => task.law === null)
    .map((cell, i) => ({ index: firstIndex + i, cell, round: study.rounds, endsRound: false, profile: true }));
}

/** One round over some cells, in seeded random order or as listed; its trials are numbered from `firstIndex`. */
export function orderCells(
  study: Study,
  cells: readonly Cell[],
  round: number,
  firstIndex: number,
): readonly PlannedTrial[] {
  const order = study.planOrder === 'listed' ? asListed(study, cells) : shuffled(study, cells, round);
  return order.map((cell, i) => ({
    index: firstIndex + i,
    cell,
    round,
    endsRound: i === order.length - 1,
    profile: false,
  }));
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

/** A cell like another one, under another load. */
export function withLoad(study: Study, { task, executor, workers, inFlight, order }: Cell, load: Load): Cell {
  return makeCell(study, { task, executor, workers, inFlight, order, load });
}

function cellsOf(study: Study, task: StudyTask): readonly Cell[] {
  return loadsOf(study.load).flatMap((load) => {
    const baseline = {
      task,
      executor: baselineExecutor(study, task),
      workers: 0,
      inFlight: 1,
      order: 'none' as const,
      load,
    };
    const parallel = study.executors.flatMap((executor) =>
      inFlightOf(study, executor).flatMap((inFlight) =>
        study.orders.flatMap((order) =>
          study.workers
            .filter((workers) => workers > 0)
            .map((workers) => ({ task, executor, workers, inFlight, order, load })),
        ),
      ),
    );
    return [...(study.workers.includes(0) ? [baseline] : []), ...parallel].map((point) => makeCell(study, point));
  });
}

/** Workers 0 is one cell, whatever the executors: direct calls, or the law at one worker. */
function baselineExecutor({ traits }: Study, { law }: StudyTask): string {
  const runs = law === null ? 'module' : 'law';
  const found = Object.entries(traits).find(([, facts]) => facts.runs === runs && facts.fewestWorkers === 0);
  if (found === undefined) throw new RangeError(`this study knows no executor that runs a ${runs} without workers`);
  return found[0];
}

/** Units in flight per worker mean something only where units are handed to workers. */
function inFlightOf(study: Study, executor: string): readonly number[] {
  return traitsOf(study, executor).handsOut ? study.inFlight : [1];
}

type Point = Omit<Cell, 'id' | 'name'>;

function makeCell(study: Study, point: Point): Cell {
  const name = cellName(study, point);
  const task = study.tasks.findIndex((one) => one.name === point.task.name);
  return { id: `${task}/${name}`, name, ...point };
}

/** The CSV's row name: as the Python tester's, and longer only where a study has more to tell apart. */
function cellName(study: Study, { task, executor, workers, inFlight, order, load }: Point): string {
  const prefix = study.tasks.length > 1 ? `${task.name}:` : '';
  const rate = load.kind === 'rate' ? `@${load.perSecond}/s` : '';
  if (workers === 0) return `${prefix}sequential${rate}`;
  const kind = study.executors.length > 1 ? executor : 'parallel';
  const suffix = inFlightOf(study, executor).length > 1 ? `_x${inFlight}` : '';
  const kept = study.orders.length > 1 && order !== 'none' ? `_${order}` : '';
  return `${prefix}${kind}_${workers}${suffix}${kept}${rate}`;
}
