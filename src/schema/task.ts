/** The shape of what is known of a task after its preflight. */
import * as z from 'zod';
import type { TaskCosts, TaskDescription } from '../model/journal.js';
import type { CacheUse, SetupReport } from '../model/setup.js';
import { amount, figure, flag, lazily, list, named, object, text, value, word } from './parts.js';
import { MOST_ARGS } from './study.js';

/** What a setup told. */
export const setupSchema = lazily(() =>
  object<SetupReport>({
    facts: named(text),
    cache: list(
      object<CacheUse>({
        key: text,
        outcome: word(['made', 'replaced', 'not-kept'] satisfies CacheUse['outcome'][]),
        reason: text.nullable(),
        seconds: figure,
      }),
    ),
  }),
);

/** What is known of a task after its preflight; journals of version 2 name only the arguments beyond the study's. */
const described = () => ({
  name: text,
  summary: text.nullable(),
  deterministic: flag,
  repeats: flag.nullish(),
  unitSeconds: amount,
  costs: object<TaskCosts>({
    startSeconds: figure.optional(),
    setupSeconds: figure.optional(),
    unit: z.looseObject({ wallSeconds: figure, cpuSeconds: figure }).optional(),
    emptyRunSeconds: figure.optional(),
    warmUpSeconds: figure.optional(),
  }).optional(),
  setup: setupSchema().optional(),
});

/** A task as its preflight tells it. */
export const descriptionSchema = lazily(() =>
  object<TaskDescription>({ ...described(), args: list(value, MOST_ARGS) }),
);

/** The same as journals write it. */
export const writtenTaskSchema = lazily(() =>
  z.union([
    z.looseObject({ ...described(), args: list(value, MOST_ARGS) }),
    z.looseObject({ ...described(), moreArgs: list(value, MOST_ARGS) }),
  ]),
);
