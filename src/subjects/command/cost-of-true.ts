/** What starting and ending any program costs here, by our own clock. */
import type { CommandRunner } from './command-runner.js';

const RUNS = 21;
/** The first runs read files that the later ones find in memory. */
const WARM_UP = 3;

/** The median wall time of `true`, in seconds: a command of under 20 times that measures the machine's own work. */
export async function costOfTrue(runner: CommandRunner, mark: string): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const spec = { program: { argv: ['true'] }, cwd: '/', env: {}, input: null, output: 'null' } as const;
    const { wallSeconds } = await runner.start({ ...spec, timeoutSeconds: null, mayLeave: false, mark }).done;
    if (run >= WARM_UP) seconds.push(wallSeconds);
  }
  return seconds.sort((a, b) => a - b)[(RUNS - 1) / 2] as number;
}
