import { type Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { now } from '../clock.js';
import { loadStudy } from '../config/study.js';
import { studyContext } from '../context.js';
import type { OnStep } from '../doctor/model.js';
import { EXIT } from '../user-error.js';
import { renderDoctor } from './doctor-text.js';
import { untilSignal } from './signals.js';
import { print, screens, tell } from './terminal.js';

const EXAMPLES = `
Examples:
  $ kneepoint doctor                      before a study whose result matters
  $ kneepoint doctor --json --strict      in a script
  $ docker run --cpus 2 kneepoint doctor  in a container of the size to test

It runs fixed work in one thread and on all CPUs, and tests the analysis with
planted laws. It takes about 15 s on a quiet machine.

Exit status: 0 examined; 3 a critical finding, or with --strict a warning.`;

/** `kneepoint doctor`: examines the machine. */
export default function defineDoctor(command: Command): void {
  command
    .option('--out <dir>', 'the folder for results (results)')
    .option('--rounds <n>', 'rounds of fixed work, from which the noise is measured', roundsOption, 10)
    .option('--strict', 'exit with 3 on warnings, too')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ out, rounds, strict = false, json = false }) => {
      // A config of its own only says where results would go.
      const flags: Record<string, string> = out === undefined ? {} : { out };
      const { out: folder, study } = loadStudy({ ...(await studyContext(process.cwd())), task: 'sum', flags });
      // It brings the whole of measuring and analysing along, which --help does without.
      const { examine } = await import('../doctor/examine.js');
      process.exitCode = await untilSignal(async (signal) => {
        const on = screens.err.isTTY ? stepLines(tell, now) : () => {};
        const report = await examine({ out: folder, uvThreadpool: study.uvThreadpoolSize, rounds, on, signal });
        print(json ? `${JSON.stringify(report, null, 2)}\n` : renderDoctor(report, screens.out));
        return report.status === 'failed' || (strict && report.status === 'warned') ? EXIT.invalid : EXIT.done;
      });
    });
}

/** A step that has said nothing for so long says how far it is. */
const SILENT_MS = 2000;

/** Writes a line when a step begins, and one with how far it is whenever it was silent for 2 s. `clock` gives monotonic milliseconds. */
export function stepLines(write: (line: string) => void, clock: () => number): OnStep {
  let writtenAtMs = clock();
  return (step, detail) => {
    if (detail !== undefined && clock() - writtenAtMs < SILENT_MS) return;
    writtenAtMs = clock();
    write(detail === undefined ? `… ${step}` : `… ${step}: ${detail}`);
  };
}

/** A number of rounds for an option; a spread needs two. Commander reports the error. */
function roundsOption(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 2 || rounds > 1000)
    throw new InvalidArgumentError('Expected rounds: a whole number from 2 to 1000.');
  return rounds;
}
