import { now } from '../clock.js';
import { loadStudy } from '../config/study.js';
import { studyContext } from '../context.js';
import { examine } from '../doctor/examine.js';
import { renderDoctor } from './doctor-text.js';
import { EXIT } from './exit-status.js';
import { interruption } from './signals.js';
import { stepLines } from './step-lines.js';
import { print, screens, tell } from './terminal.js';

/** What the command line gave. */
export interface DoctorRequest {
  readonly out?: string | undefined;
  readonly rounds: number;
  readonly strict?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `kneepoint doctor`: examines the machine. Gives 3 for a critical finding; with `strict`, for a warning, too. */
export async function doctorCommand({ out, rounds, strict, json }: DoctorRequest): Promise<number> {
  // A config of its own only says where results would go.
  const { out: folder, study } = loadStudy({
    ...(await studyContext(process.cwd())),
    positionalTask: 'sum',
    flags: out === undefined ? {} : { out },
  });
  const interrupted = interruption();
  try {
    const report = await examine({
      out: folder,
      uvThreadpool: study.uvThreadpoolSize,
      rounds,
      on: screens.err.isTTY ? stepLines(tell, now) : () => {},
      signal: interrupted.signal,
    });
    print(json === true ? `${JSON.stringify(report, null, 2)}\n` : renderDoctor(report, screens.out));
    return report.status === 'failed' || (strict === true && report.status === 'warned') ? EXIT.invalid : EXIT.done;
  } catch (error) {
    if (interrupted.signal.aborted) return EXIT[interrupted.signal.reason as 'SIGINT' | 'SIGTERM'];
    throw error;
  } finally {
    interrupted.dispose();
  }
}
