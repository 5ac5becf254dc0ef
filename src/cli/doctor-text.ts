/** An examination as text for people. */
import type { DoctorReport, Examination } from '../doctor/model.js';
import { toAscii } from '../reporters/text/ascii.js';
import { painter, SEVERITY_STYLES } from '../reporters/text/colour.js';
import { visible } from '../reporters/text/escape.js';
import { hang, wrap } from '../reporters/text/width.js';
import { counted, placeText } from '../words/counts.js';
import { duration, NONE, percent, plain } from '../words/numbers.js';
import type { Screen } from './terminal.js';

/** Columns of the names of what was looked at. */
const NAME_WIDTH = 11;

/** What was seen, the findings with their cures, and the verdict; ends in a newline. */
export function renderDoctor(report: DoctorReport, screen: Pick<Screen, 'width' | 'colour' | 'unicode'>): string {
  const paint = painter(screen.colour);
  const show = (text: string) => (screen.unicode ? visible(text) : toAscii(visible(text)));
  const width = Math.max(40, screen.width);
  const facts = factsOf(report.examination).flatMap(([name, text]) => hang(name.padEnd(NAME_WIDTH), show(text), width));
  const findings = report.findings.flatMap(({ severity, text, cure }) => {
    const label = `${severity}: `;
    const [first = '', ...rest] = hang(label, show(text), width);
    const painted = paint(SEVERITY_STYLES[severity], label) + first.slice(label.length);
    return [painted, ...rest, ...hang('  Try: ', show(cure), width)];
  });
  const verdict = wrap(show(report.verdict), width).map((line) => paint('bold', line));
  return `${[...facts, '', ...findings, ...(findings.length > 0 ? [''] : []), ...verdict].join('\n')}\n`;
}

function factsOf(examination: Examination): readonly (readonly [name: string, text: string])[] {
  const { machine, cpu, timers, idle, noise } = examination;
  const governors = cpu.governors?.join(', ') ?? 'not known';
  const turbo = cpu.turbo === null ? 'not known' : cpu.turbo ? 'on' : 'off';
  return [
    ['machine', `${machine.cpuModel}, Node ${machine.node}, ${machine.platform} ${machine.arch}`],
    ['CPUs', cpusText(examination)],
    ['speed', `governor ${governors}, turbo ${turbo}`],
    [
      'clock',
      `step ${duration(timers.stepSeconds)}, a reading ${duration(timers.readingSeconds)}; a sleep of 1 ms is ${duration(timers.lateSeconds)} late`,
    ],
    ['others', `${cpusOr(idle.busyCpus)} busy and ${cpusOr(idle.stolenCpus)} stolen while nothing ran here`],
    ['disk', diskText(examination)],
    ['noise', noise.cells.map(noiseText).join(', ') || NONE],
    ['self-test', selfTestText(examination)],
  ];
}

function cpusText({ machine, cpu }: Examination): string {
  const { effectiveCpus, logicalCpus, quotaCpus } = machine;
  const quota = quotaCpus === null ? 'no quota' : `a quota of ${plain(quotaCpus)}`;
  const threads = cpu.threadsPerCore === null ? 'SMT not known' : `${counted(cpu.threadsPerCore, 'thread')} a core`;
  return `${plain(effectiveCpus)} effective of ${logicalCpus} logical, ${quota}, ${threads}`;
}

function cpusOr(cpus: number | null): string {
  return cpus === null ? 'CPUs not known' : `${cpus.toFixed(2)} CPUs`;
}

function diskText({ disk }: Examination): string {
  if ('problem' in disk) return `${disk.folder}: ${disk.problem}`;
  return `an append to ${disk.folder} is safe after ${duration(disk.medianSeconds)} (slowest ${duration(disk.slowestSeconds)})`;
}

function noiseText({ workers, coefficientOfVariation }: Examination['noise']['cells'][number]): string {
  return `${percent(coefficientOfVariation)} ${placeText(workers)}`;
}

function selfTestText({ selfTest }: Examination): string {
  const held = selfTest.filter(({ right, least }) => right >= least).length;
  const studies = selfTest.reduce((sum, part) => sum + part.studies, 0);
  return `${held} of ${selfTest.length} parts held, in ${studies} simulated studies`;
}
