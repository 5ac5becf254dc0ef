/** What starting and ending any program costs here, by our own clock. */
import { trialMark } from '../../run/system/marked-processes.js';
import { CommandRunner } from './command-runner.js';

const RUNS = 21;
/** The first runs read files that the later ones find in memory. */
const WARM_UP = 3;

/**
 * The median wall time of `true`, in seconds: a command of under 20 times that measures the machine's own work.
 * @param scratch a folder that nothing else on this machine uses: its path marks the processes
 * @throws CommandError where there is no `true`
 */
export async function costOfTrue(scratch: string): Promise<number> {
  const runner = await CommandRunner.open(scratch);
  const spec = { program: { argv: ['true'] }, cwd: '/', env: {}, input: null, output: 'null' } as const;
  const seconds: number[] = [];
  try {
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      const mark = trialMark(scratch);
      const { wallSeconds } = await runner.start({ ...spec, timeoutSeconds: null, mayLeave: false, mark }).done;
      if (run >= WARM_UP) seconds.push(wallSeconds);
    }
  } finally {
    runner.close();
  }
  return seconds.sort((a, b) => a - b)[(RUNS - 1) / 2] as number;
}
