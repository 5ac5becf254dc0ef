// npm run bench: every yardstick beside its bare peer in the same run. Not a test: the machine's own load
// moves these figures, so run it where nothing else does.
//   node bench/run.mjs [yardstick …] [--rounds 7] [--scale 1]
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { write } from './table.mjs';

const YARDSTICKS = [
  'dispatch-pool',
  'dispatch-self',
  'commands',
  'speedup',
  'window',
  'signatures',
  'messages',
  'ready',
  'memory',
  'start',
  'telemetry-cost',
  'analysis-speed',
];
/** A round of the memory yardstick takes about a minute and hardly varies. */
const MOST_ROUNDS = { memory: 3 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '7' }, scale: { type: 'string', default: '1' } },
});
const unknown = positionals.filter((name) => !YARDSTICKS.includes(name));
if (unknown.length > 0) throw new Error(`no yardstick ${unknown.join(', ')}; there are ${YARDSTICKS.join(', ')}`);

write(
  `${cpus()[0]?.model.trim()}, ${cpus().length} CPUs, Node ${process.versions.node}, load ${loadavg()[0].toFixed(2)}\n\n`,
);
const judged = [];
for (const name of positionals.length > 0 ? positionals : YARDSTICKS) {
  const { run } = await import(`./${name}.mjs`);
  const rounds = Math.min(Number(values.rounds), MOST_ROUNDS[name] ?? Number.POSITIVE_INFINITY);
  judged.push(...(await run({ rounds, scale: Number(values.scale) })));
}
const sum = (key) => judged.reduce((total, yardstick) => total + yardstick[key], 0);
write(`${sum('met')} of ${sum('targets')} targets met; load at the end ${loadavg()[0].toFixed(2)}\n`);
