import type { RequestListener } from 'node:http';
import { Float64Matrix } from '../../tasks/algebra/float64-matrix.js';

/** What the contract test needs to know of each built-in task beyond the task itself. */
export interface Sample {
  /** Arguments for a unit of a few milliseconds. */
  readonly args: readonly unknown[];
  /** A wrong result made from a right one, close to it. */
  readonly tamper: (result: never) => unknown;
  /** Arguments that make no sense, with the name that the message has to give. */
  readonly senseless: readonly (readonly [name: string, args: readonly unknown[]])[];
  /** What answers its requests, for a task that sends some. */
  readonly server?: RequestListener;
}

const lastPlus = ({ size, values }: Float64Matrix) =>
  new Float64Matrix(size, values.with(-1, (values.at(-1) as number) + 1e-3));

const flippedByte = (bytes: Uint8Array) => {
  const wrong = Buffer.from(bytes);
  wrong[wrong.length - 1] = (wrong[wrong.length - 1] as number) ^ 1;
  return wrong;
};

/** By the task's file name. A task without a sample fails the contract test. */
export const SAMPLES: { readonly [task: string]: Sample } = {
  sum: {
    args: [1000],
    tamper: (total: number) => total + 1,
    senseless: senselessNumbers('upper bound', (bad) => [bad]),
  },
  multi: {
    args: [1001],
    tamper: (product: number) => product * (1 + 1e-9),
    senseless: senselessNumbers('multiplications', (bad) => [bad]),
  },
  io: {
    args: [0.01],
    tamper: (result: { contents: Uint8Array }) => ({ ...result, contents: flippedByte(result.contents) }),
    senseless: [...senselessNumbers('file size in MiB', (bad) => [bad], [0, 'big']), ['file size in MiB', [5000]]],
  },
  zip: {
    args: [0.01],
    tamper: (result: { contents: Uint8Array }) => ({ ...result, contents: flippedByte(result.contents) }),
    senseless: senselessNumbers('file size in MiB', (bad) => [bad], [0, 'big']),
  },
  tensor: {
    args: [5, 3, 1],
    tamper: lastPlus,
    senseless: [
      ...senselessNumbers('size', (bad) => [bad, 2, 1], [0]),
      ...senselessNumbers('matrices', (bad) => [4, bad, 1], [0]),
      ...senselessNumbers('threads per worker', (bad) => [4, 2, bad], [0]),
    ],
  },
  sort: {
    args: [1001],
    tamper: (sorted: Float64Array) => sorted.map((value, i) => (i === 0 ? 2 : value)),
    senseless: senselessNumbers('length', (bad) => [bad], [0]),
  },
  matrix: {
    args: [7],
    tamper: lastPlus,
    senseless: senselessNumbers('size', (bad) => [bad], [0]),
  },
  img: {
    args: [],
    tamper: ([first]: [{ pixels: Uint8Array }]) => [{ ...first, pixels: first.pixels.subarray(1) }],
    senseless: [
      ['picture file', [7]],
      ['picture file', ['']],
      ['picture file', ['no/such/picture.jpg']],
      ['picture file', [[]]],
      ['picture file', [[7]]],
      ['picture file', [['no/such/picture.jpg']]],
    ],
  },
  password: {
    args: [2, 5, [3, 8], 0.5, 4],
    tamper: (result: { accepted: number; refused: number }) => ({
      accepted: result.accepted + 1,
      refused: result.refused - 1,
    }),
    senseless: [
      ...senselessNumbers('stored passwords', (bad) => [bad, 5, [3, 8], 0.5, 4], [0]),
      ...senselessNumbers('tries', (bad) => [2, bad, [3, 8], 0.5, 4]),
      ['password', [2, 5, 8, 0.5, 4]],
      ['password', [2, 5, [8], 0.5, 4]],
      ['password', [2, 5, [8, 3], 0.5, 4]],
      ['password', [2, 5, [8, 73], 0.5, 4]],
      ['share of right tries', [2, 5, [3, 8], 1.01, 4]],
      ['share of right tries', [2, 5, [3, 8], -0.1, 4]],
      ...[3, 32, 4.5, 'md5', null, ['bcrypt']].map((bad) => ['algorithm', [2, 5, [3, 8], 0.5, bad]] as const),
    ],
  },
  'crypto-sign': {
    args: ['Ed25519', 'sign', 2],
    tamper: (result: { signatures: Uint8Array[] }) => ({
      ...result,
      signatures: result.signatures.map(flippedByte),
    }),
    senseless: [
      ['algorithm', ['RSA-1024', 'sign', 1]],
      ['algorithm', [2048, 'sign', 1]],
      ['operation', ['Ed25519', 'encrypt', 1]],
      ...senselessNumbers('operations a unit', (bad) => ['Ed25519', 'sign', bad], [0]),
    ],
  },
  http: {
    args: ['/hello', { contains: 'hello' }],
    server: (request, response) => response.end(`hello ${request.url}`),
    tamper: (result: { status: number }) => ({ ...result, status: 500 }),
    senseless: [
      ...['hello', '', 7, null, '/a b'].map((bad) => ['path', [bad, {}]] as const),
      ...[null, 7, []].map((bad) => ['options', ['/', bad]] as const),
      ['status', ['/', { status: 7 }]],
      ['timeout', ['/', { timeout: 0 }]],
      ['headers', ['/', { headers: { a: 1 } }]],
      ['options', ['/', { verb: 'GET' }]],
    ],
  },
  random: {
    args: ['sort', 'password'],
    tamper: (result: { entry: object }) => ({ ...result, entry: { ...result.entry } }),
    senseless: [
      ['task name', ['sotr']],
      ['task name', ['random']],
      ['task name', ['constructor']],
      ['task name', [1]],
    ],
  },
};

/** What no count or size can be, put in the place of one argument. */
function senselessNumbers(
  name: string,
  place: (bad: unknown) => readonly unknown[],
  more: readonly unknown[] = [1.5, 'many'],
): readonly (readonly [string, readonly unknown[]])[] {
  return [-1, null, undefined, Number.NaN, Number.POSITIVE_INFINITY, 1e12, '7', [7], ...more].map(
    (bad) => [name, place(bad)] as const,
  );
}
