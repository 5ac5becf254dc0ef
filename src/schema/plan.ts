/** The shape of a plan as it is written: in version 2 a way stands once, in version 1 in each of its cells. */
import * as z from 'zod';
import type { Cell, Way } from '../model/plan.js';
import { count, few, figure, flag, lazily, list, object, shortText, text } from './parts.js';
import { load, order } from './study.js';

/** More cells than any study of use has; what is drawn and compared grows with them. */
const MOST_CELLS = 5_000;
/** Of one sitting or several. */
export const MOST_TRIALS = 2_000_000;

/** Where the way's task stands whole, or by its name. */
const wayParts = () => ({ executor: shortText, inFlight: few, order: order(), load: load(figure) });

const way = () => object<Way>({ id: text, task: text, cpus: figure.nullish(), ...wayParts() });

const cell = () => ({ id: text, name: text, workers: few, word: shortText.optional() });

/** A cell as the record of a trial has it, whose cell a search chose: with its way, or as version 1 wrote it. */
export const cellSchema = lazily(() =>
  z.union([object<Cell>({ ...cell(), way: way() }), z.looseObject({ ...cell(), ...wayParts(), task: taskOfV1() })]),
);

const taskOfV1 = () => z.union([text, z.looseObject({ name: text })]);

/** A plan. */
export const planSchema = lazily(() => {
  const position = count(MOST_CELLS);
  const planned = list(
    z.looseObject({
      index: count(MOST_TRIALS),
      cell: z.union([text, z.looseObject({ id: text })]),
      round: few,
      endsRound: flag,
      profile: flag,
    }),
    MOST_TRIALS,
  );
  return z.union([
    z
      .looseObject({
        ways: list(way(), MOST_CELLS),
        cells: list(z.looseObject({ ...cell(), way: text }), MOST_CELLS),
        rounds: list(list(position, MOST_TRIALS), 1_000_000),
        profiles: list(position, MOST_TRIALS),
      })
      .refine(isConsistent, 'cells of no way, or trials of no cell'),
    z.looseObject({
      cells: list(z.looseObject({ ...cell(), ...wayParts(), task: taskOfV1() }), MOST_CELLS),
      trials: planned,
      profiles: planned,
    }),
  ]);
});

/** Every way and every cell that is named is there. */
function isConsistent(plan: Record<string, unknown>): boolean {
  const { ways, cells, rounds, profiles } = plan as unknown as WrittenPlan;
  const known = new Set(ways.map(({ id }) => id));
  const isCell = (position: number) => position < cells.length;
  return cells.every((one) => known.has(one.way)) && rounds.every((one) => one.every(isCell)) && profiles.every(isCell);
}

interface WrittenPlan {
  readonly ways: readonly { readonly id: string }[];
  readonly cells: readonly { readonly way: string }[];
  readonly rounds: readonly (readonly number[])[];
  readonly profiles: readonly number[];
}
