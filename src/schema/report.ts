/** The shape of what is read of a report.json again: reports of earlier versions lack some of it. */
import * as z from 'zod';
import { few, figure, flag, lazily, list, misfit, named, shortText, text, value, word } from './parts.js';

const estimate = () =>
  z.looseObject({ value: figure.positive(), low: figure.nullable(), high: figure.nullable() }).nullable();

const cell = () =>
  z.looseObject({
    way: text.optional(),
    task: text,
    point: named(value).nullish(),
    args: list(value, 1_000_000),
    executor: shortText,
    workers: few,
    word: shortText.nullish(),
    inFlight: few,
    order: word(['none', 'key', 'completion']).optional(),
    load: value,
    cpus: figure.nullish(),
    dispatch: word(['pool', 'self']).nullish(),
    throughput: estimate(),
    command: value.optional(),
  });

const schema = lazily(() =>
  z.looseObject({
    simulated: flag,
    machine: z.looseObject({ cpuModel: shortText, effectiveCpus: figure, logicalCpus: few, node: shortText }),
    cells: list(cell(), 10_000),
    advice: list(
      z.looseObject({ way: text.optional(), task: text, executor: shortText, inFlight: few, workers: few.nullable() }),
      10_000,
    ),
    provenance: z.looseObject({
      startedAt: shortText,
      gitCommit: shortText.nullable(),
      instance: shortText.nullish(),
    }),
  }),
);

/** What is wrong with a report for a history, by its member; null for one that can be shown. */
export function wrongInReport(report: unknown): string | null {
  return misfit(schema(), report);
}
