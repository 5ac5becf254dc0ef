import type { Advice, StudyAnswer } from '../../model/advice.js';
import type { Report } from '../../model/report.js';
import { counted } from '../../words/counts.js';
import { probability } from '../../words/numbers.js';
import { machineLine } from './machine-line.js';

/** What follows the headline: why it is provisional, where it is, and why it is so; empty where there is nothing to add. */
export function becauseText({ provisional, because }: Pick<StudyAnswer, 'provisional' | 'because'>): string {
  return [provisional === null ? '' : `Provisional: ${provisional}.`, because].filter((text) => text !== '').join(' ');
}

/** Whether a table stands for the answer's lines: of a matrix's points, or of what each worker count holds. */
export function hasTable({ matrix, capacityCurves }: Pick<Report, 'matrix' | 'capacityCurves'>): boolean {
  return matrix !== null || capacityCurves.some(({ workers }) => workers !== null);
}

/** The advice that the answer is, where the study has a single curve. */
export function onlyAdvice({ answer, advice }: Pick<Report, 'answer' | 'advice'>): Advice | null {
  return answer.kind === 'curve' ? (advice[0] ?? null) : null;
}

/** How likely an advice is right, in a sentence; null where that was not asked or cannot be said. */
export function certaintySentence({ probabilityBest: best, probabilityGoodEnough: good, load }: Advice): string | null {
  if (load.kind === 'rate' || best === null || good === null) return null;
  // The highest is within 5 % of itself; few rounds, resampled, come out alike and say 1.
  const highest = probability(Math.min(best, good));
  return `The probability that it is within 5 % of the highest throughput is ${probability(good)}, that it is the very highest ${highest}.`;
}

/** When, how and on what it was measured: `5 rounds, seed 1, 2026-11-26 07:55 UTC, Example CPU 2000, 2 CPUs, …`. Hostile text. */
export function measuredText(report: Report): string {
  const { study, provenance, machine } = report;
  const rounds =
    study.budgetSeconds === null
      ? counted(study.rounds, 'round')
      : `adaptive, ${counted(study.budgetSeconds, 'second')} at most`;
  return `${rounds}, seed ${study.seed}, ${dateText(provenance.startedAt)}, ${machineLine(machine)}`;
}

/** `2026-11-26 07:55 UTC`; what is no date stays as it is. */
function dateText(iso: string): string {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(iso) ?? [];
  return day === undefined ? iso : `${day} ${time} UTC`;
}
