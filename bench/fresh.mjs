// Each measurement runs in a process of its own, as a trial does: a fresh heap, a fresh pool, a fresh JIT.
import { fork } from 'node:child_process';

const PROCESS = new URL('./fresh-process.mjs', import.meta.url);

/** Calls an export of a module (a path beside this file) in a new process; gives what it resolves to. */
export function inFreshProcess(module, name, options) {
  return new Promise((resolve, reject) => {
    const child = fork(PROCESS, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    let answer;
    child.on('message', (message) => {
      answer = message;
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0 && answer !== undefined) resolve(answer.value);
      else reject(new Error(`${module} ended with ${signal ?? `status ${code}`}`));
    });
    child.send({ module: new URL(module, import.meta.url).href, name, options });
  });
}

/**
 * Takes `rounds` rounds; in each, every contender once, one after the other, in an order that turns from
 * round to round, so that drift favours nobody. `contenders` are functions by name; gives their values by
 * name, paired by position.
 */
export async function interleaved(rounds, contenders) {
  const names = Object.keys(contenders);
  const values = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      values[name].push(await contenders[name]());
    }
  }
  return values;
}
