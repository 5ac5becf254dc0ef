import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { configFlags } from '../../src/config/flags.js';
import { ConfigError } from '../../src/config/problems.js';
import { CONFIG_KEYS } from '../../src/config/schema.js';
import { loadStudy, studyFromConfig } from '../../src/config/study.js';
import { TimeLimitError, withinLimit } from '../support/time-limit.js';
import { context, load } from './loading.js';

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const PROTOTYPE_KEYS = PROTOTYPES.map(Reflect.ownKeys);

/** The long mode takes five times as many configs. */
const SCALE = process.env.KNEEPOINT_LONG === '1' ? 5 : 1;
let tried = 0;
afterAll(() => expect(tried).toBeGreaterThanOrEqual(SCALE * 20_000));

/** Set by the first input without an end; the rest is then skipped, or shrinking would wait at each step. */
let hung: Error | null = null;

/** Runs `attempt`; true for a study, false for a ConfigError; anything else fails the test, as does no end at all. */
function loads(input: unknown, attempt: () => { readonly study: { readonly workers: readonly number[] } }): boolean {
  tried++;
  if (hung !== null) return false;
  try {
    const { study } = withinLimit(input, attempt);
    expect(study.workers.every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
    return true;
  } catch (error) {
    if (error instanceof TimeLimitError) hung = error;
    if (!(error instanceof ConfigError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    expect(error.message).not.toMatch(/[^\n\P{Cc}]/u);
    return false;
  } finally {
    expect(PROTOTYPES.some((one, i) => Reflect.ownKeys(one).length !== PROTOTYPE_KEYS[i]?.length)).toBe(false);
  }
}

const key = fc.oneof(
  fc.constantFrom(...CONFIG_KEYS),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'tasks', 'p99_ms', 'cpus', 'name'),
  fc.string(),
);
const value = fc.oneof(
  fc.jsonValue(),
  fc.double(),
  fc.integer(),
  fc.constantFrom('auto', 'sort', 'simulated', '5m', null, [0, 1, 2], ['threads'], ['simulated'], './x.ts'),
  fc.dictionary(key, fc.oneof(fc.double(), fc.jsonValue()), { maxKeys: 6 }),
);
const config = fc.dictionary(key, value, { maxKeys: 8 });

/** A good config with some keys replaced: most of it is right, so that the later checks are reached. */
const mutated = config.map((changes) => ({ task: 'sort', workers: [0, 1], ...changes }));

const law = fc.record({
  cpus: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
  lambda: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
  sigma: fc.double({ min: -1, max: 1, noNaN: true }),
  kappa: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('whatever an object holds, there is a study or a ConfigError', () => {
  it.each([
    ['mutated configs', mutated, 6000],
    ['configs of odd keys and values', config, 3500],
    [
      'any JavaScript value',
      fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
      4500,
    ],
  ])('%s', (_, arbitrary, numRuns) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<unknown>, (candidate) => {
        loads(candidate, () => studyFromConfig(candidate, context));
      }),
      { numRuns: SCALE * numRuns },
    );
  });

  it('reaches both ends', () => {
    const ends = new Set(
      fc.sample(mutated, { numRuns: 300, seed: 1 }).map((one) => loads(one, () => studyFromConfig(one, context))),
    );
    expect(ends).toEqual(new Set([true, false]));
  });

  it('simulated laws', () => {
    fc.assert(
      fc.property(law, (simulated) => {
        loads(simulated, () => studyFromConfig({ executors: ['simulated'], simulated }, context));
      }),
      { numRuns: SCALE * 1000 },
    );
  });
});

describe('whatever a file or flag holds, there is a study or a ConfigError', () => {
  const text = JSON.stringify({ task: 'sort', workers: [0, 1, 2], limits: { p99_ms: 5 }, budget: '5m' }, null, 1);
  const edited = fc
    .tuple(
      fc.nat(text.length),
      fc.nat(6),
      fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('{', '[', '"', '*a', '&a', '\u0000', ': ', '1e999')),
    )
    .map(([at, cut, added]) => text.slice(0, at) + added + text.slice(at + cut));

  it.each(['fuzz.json', 'fuzz.yaml'])('%s', (name) => {
    fc.assert(
      fc.property(edited, (candidate) => {
        loads(candidate, () => load(name, candidate));
      }),
      { numRuns: SCALE * 1500 },
    );
  });

  // Texts that once had no end: what the seeds 30, 145 and 308 of the flags below met, and their kin.
  it.each(['@/*', 'g*/*', 'Doim,=/*', '/*', '[1] /*', '{"a": [1, /*', '/**', '/* *', '//', '/', '"\\\\', '"/*', '[/'])(
    'ends for %j',
    (candidate) => {
      loads(candidate, () => load('end.json', `${text}${candidate}`));
      loads(candidate, () => load('end.json', candidate));
      loads(candidate, () => loadStudy({ ...context, flags: { task_args: candidate }, task: 'sort' }));
    },
  );

  it.each(['"workers":1,\n', '[1,', '//', '"k":{},'])('ends for a megabyte of %j', (token) => {
    const many = token.repeat(1e6 / token.length);
    loads(token, () => load('long.json', `{${many}`));
    loads(token, () => loadStudy({ ...context, flags: { task_args: many }, task: 'sort' }));
  });

  it('bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom('bytes.json', 'bytes.yaml'), fc.uint8Array({ maxLength: 64 }), (name, bytes) => {
        loads([name, [...bytes]], () => load(name, bytes));
      }),
      { numRuns: SCALE * 900 },
    );
  });

  it('flags', () => {
    const flags = fc.dictionary(
      key,
      fc.oneof(fc.string(), fc.boolean(), fc.json(), fc.constantFrom('0-8', 'auto', '1e999')),
    );
    fc.assert(
      fc.property(flags, fc.option(fc.string(), { nil: undefined }), (given, positionalTask) => {
        loads([given, positionalTask], () => loadStudy({ ...context, flags: given, task: positionalTask }));
      }),
      { numRuns: SCALE * 1200 },
    );
  });

  it('flags of keys and members over a file', () => {
    const targets = configFlags().map(({ target }) => target);
    const texts = ['5', '0.5', '30s', '500ms', '1%', '1,2', 'none', 'poisson', 'compact', 'cpu', '{"kind":"window"}'];
    const flags = fc.dictionary(fc.constantFrom(...targets), fc.oneof(fc.constantFrom(...texts), fc.string()), {
      maxKeys: 6,
    });
    const rate = { kind: 'rate', per_second: 5, duration: 1 };
    const of = fc.oneof(fc.constantFrom<unknown>(rate, { kind: 'window' }, { p99_ms: 5 }, null), fc.jsonValue());
    const file = fc.record({ load: of, limits: of, cpu_affinity: of, profile: of }, { requiredKeys: [] });
    fc.assert(
      fc.property(file, flags, (keys, given) => {
        loads([keys, given], () => load('members.json', JSON.stringify({ task: 'sort', ...keys }), { flags: given }));
      }),
      { numRuns: SCALE * 600 },
    );
  });
});
