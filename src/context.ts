/** What a config is checked against: this machine, and what there is to choose from. */
import type { StudyContext } from './config/inquiry.js';
import { builtInTaskNames, builtInTaskPath, executorTraits } from './run/host/registry.js';
import { probeNames } from './run/supervisor/registry.js';
import { readMachine } from './run/system/machine.js';

/** libuv's own size of its thread pool, where the environment says nothing. */
const UV_THREADPOOL = 4;

/** The context of this machine; paths start from `cwd` (absolute). */
export async function studyContext(cwd: string): Promise<StudyContext> {
  const uvThreadpoolDefault = Number(process.env.UV_THREADPOOL_SIZE) || UV_THREADPOOL;
  const machine = readMachine(uvThreadpoolDefault);
  return {
    cwd,
    executors: await executorTraits(),
    probes: probeNames(),
    builtIns: builtInTaskNames(),
    builtInPath: builtInTaskPath,
    effectiveCpus: machine.effectiveCpus,
    memoryBytes: Math.min(machine.memoryBytes, machine.memoryLimitBytes ?? Number.POSITIVE_INFINITY),
    uvThreadpoolDefault,
  };
}
