/**
 * Takes one built executor through sessions of a tiny task, in a process of its own, and tells what came of
 * it as JSON. Run with: the executor's address, the task's address, the cases as JSON. It never calls
 * process.exit: a thread, a child or a timer that is left keeps it alive, and its caller sees that.
 */
import { readFileSync } from 'node:fs';

const [executorUrl, moduleUrl, cases] = process.argv.slice(2);
const { default: executor } = await import(executorUrl);
const { Session } = await import(new URL('../run/host/session.js', executorUrl));
const results = [];
for (const spec of JSON.parse(cases))
  results.push(await runCase({ ...spec, subject: { kind: 'module', url: moduleUrl } }));
process.stdout.write(JSON.stringify(results));

async function runCase(spec) {
  const told = [];
  const session = await Session.open(executor, spec, new AbortController().signal);
  await session.setup();
  const warmUp = await session.warmUp();
  const kernels = await session.kernels();
  await session.collectGarbage();
  const driven = await session.drive((units) => told.push(units));
  await session.teardown();
  await session.close();
  return { warmUp, kernels, driven, told, children: children() };
}

/** Children of this process that have not been reaped; empty where /proc does not tell. */
function children() {
  try {
    const text = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ');
  } catch {
    return [];
  }
}
