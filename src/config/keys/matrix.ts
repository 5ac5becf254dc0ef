import * as z from 'zod';
import { key, member } from '../key-meta.js';

const VALUE = 'a number, a text of at most 4096 characters, true or false';
const value = z.union([z.number(), z.string().max(4096), z.boolean()], { error: VALUE });

const VALUES = 'a list of at least 1 number, text, true or false';
const values = z.array(value, { error: VALUES }).min(1, { error: VALUES });

const COMBINATIONS = 'a list of objects, each with a value for some names';
const combinations = z.array(z.record(z.string(), value, { error: 'an object with a value for some names' }), {
  error: COMBINATIONS,
});

const MATRIX = 'an object of names, each with a list of values';
const matrix = z
  .object(
    {
      exclude: member(combinations.default([]), 'Combinations to leave out: each that has all of these values.'),
      include: member(
        combinations.default([]),
        'Values to add to every combination whose own values they leave as they are; where there is none, a combination of its own.',
      ),
    },
    { error: MATRIX },
  )
  .catchall(values);

/** A study over the arguments of its task, the placeholders of its command or the numbers of its law. */
export const matrixKeys = {
  matrix: key(matrix.optional(), {
    description:
      "Values to measure, each combination (a point) at every worker count, in the same rounds: for arguments of the task by their names, for placeholders of the command (`{level}`), or for numbers of the simulated law. `exclude` and `include` are GitHub Actions' own. At most 256 points. The flag can be repeated, once for each name. docs/matrix.md.",
    examples: [
      { algorithm: ['RSA-3072', 'Ed25519'], operation: ['sign', 'verify'] },
      { level: [1, 3, 9], include: [{ level: 19, long: true }] },
    ],
    seed: false,
    flag: { kind: 'value-lists', value: 'name=a,b' },
  }),
  only: key(z.record(z.string(), values, { error: MATRIX }).optional(), {
    description: 'Only the points of the matrix with one of these values. The flag can be repeated.',
    examples: [{ algorithm: ['RSA-3072', 'Ed25519'] }],
    seed: false,
    flag: { kind: 'value-lists', value: 'name=a,b' },
  }),
};
