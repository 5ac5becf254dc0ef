/**
 * A mix of the other tasks, or of those named in the arguments, each with random arguments from its
 * own `random`. Setup draws a list from seed and round: it is the same for every worker count of a
 * round and another one in the next. Unit i runs entry i modulo the list's length. A name given twice
 * is drawn twice as often. The tasks' modules are imported and their own setups run in setup, untimed;
 * what each times is what its own head says.
 */
import { inspect } from 'node:util';
import { defineTask, type Rng, type SetupContext, type Task, type UnitContext } from 'kneepoint';

/** Long enough for every task with many different arguments, short enough to set up quickly. */
const LIST_LENGTH = 256;

const MODULES: { readonly [name: string]: () => Promise<{ readonly default: unknown }> } = {
  sum: () => import('./sum.js'),
  multi: () => import('./multi.js'),
  io: () => import('./io.js'),
  zip: () => import('./zip.js'),
  tensor: () => import('./tensor.js'),
  sort: () => import('./sort.js'),
  matrix: () => import('./matrix.js'),
  img: () => import('./img.js'),
  password: () => import('./password.js'),
  'crypto-sign': () => import('./crypto-sign.js'),
};
const NAMES = Object.keys(MODULES);

/** One kind of unit: a task with arguments, set up. Entries of the list with equal arguments share one. */
interface Entry {
  readonly name: string;
  readonly task: Task;
  readonly args: readonly unknown[];
  readonly state: unknown;
}

export default defineTask({
  summary: 'A random mix of the other tasks with random arguments',
  args: [] as string[],
  argNames: ['task name (any number; none takes all)'],
  check: (...names) => {
    for (const name of names) {
      if (!NAMES.includes(name)) {
        throw new RangeError(`task name must be one of ${NAMES.join(', ')}, not ${inspect(name)}`);
      }
    }
  },
  random: (rng) => rng.shuffle(NAMES).slice(0, rng.int(1, NAMES.length)),
  setup: (context, ...names) => drawList(context, names.length === 0 ? NAMES : names),
  run: async (context, ..._names) => {
    const entry = entryOf(context);
    return { entry, result: await entry.task.run(contextOf(context, entry), ...entry.args) };
  },
  verify: async ({ entry, result }, context) => {
    if (entry !== entryOf(context)) return false;
    return (await entry.task.verify?.(result, contextOf(context, entry), ...entry.args)) ?? true;
  },
  labels: (context) => entryOf(context).name,
  answer: ({ entry: { name, args, task }, result }) => ({
    name,
    args,
    answer: task.answer === undefined ? result : task.answer(result),
  }),
  teardown: async (list) => {
    for (const entry of new Set(list)) await entry.task.teardown?.(entry.state);
  },
});

/** Draws the list and sets its distinct entries up, one after the other. */
async function drawList(context: SetupContext, names: readonly string[]): Promise<readonly Entry[]> {
  const tasks = new Map<string, Task>();
  for (const name of new Set(names)) tasks.set(name, await importTask(name));
  const entries = new Map<string, Entry>();
  const list: Entry[] = [];
  for (let i = 0; i < LIST_LENGTH; i++) {
    const rng = context.rng.derive(i);
    const name = rng.pick(names);
    const task = tasks.get(name) as Task;
    const args = task.random?.(rng) ?? [];
    const key = JSON.stringify([name, args]);
    const entry = entries.get(key) ?? { name, task, args, state: await setUp(task, context, rng, args) };
    entries.set(key, entry);
    list.push(entry);
  }
  return list;
}

function setUp(task: Task, context: SetupContext, rng: Rng, args: readonly unknown[]): unknown {
  const { seed, round, worker, scratch, services, inFlight } = context;
  return task.setup?.({ seed, round, worker, scratch, services, inFlight, rng }, ...args);
}

async function importTask(name: string): Promise<Task> {
  return (await MODULES[name]?.())?.default as Task;
}

function entryOf({ state, index }: UnitContext<readonly Entry[]>): Entry {
  return state[index % state.length] as Entry;
}

/** The unit's own context with the entry's state in the list's place. */
function contextOf(context: UnitContext<readonly Entry[]>, entry: Entry): UnitContext {
  const { seed, round, worker, scratch, services, index, rng } = context;
  return { seed, round, worker, scratch, services, index, rng, state: entry.state };
}
