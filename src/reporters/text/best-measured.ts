import type { CellReport, Report } from '../../model.js';
import { hasWrongResult } from './cell-notes.js';
import { curveName } from './curve-name.js';
import { counted, rate } from './numbers.js';

/**
 * The cell of a task with the highest throughput, sound results provided; null when none completed.
 * It is what was seen, not advice: it ignores chance.
 */
function bestMeasured(report: Report, task: string): CellReport | null {
  let best: CellReport | null = null;
  for (const cell of report.cells) {
    if (cell.task !== task || cell.throughput === null || hasWrongResult(report, cell)) continue;
    if (best === null || cell.throughput.value > (best.throughput?.value ?? 0)) best = cell;
  }
  return best;
}

/**
 * One sentence for each task for which no advice names a worker count; none under a rate, where the most is
 * what was offered. Task names are not escaped.
 */
export function bestSentences(report: Report): readonly string[] {
  const advised = new Set(report.advice.filter(({ workers }) => workers !== null).map(({ task }) => task));
  const compared = report.cells.filter(({ load }) => load.kind !== 'rate');
  const tasks = [...new Set(compared.map((cell) => cell.task))].filter((task) => !advised.has(task));
  return tasks.map((task) => (tasks.length > 1 ? `${task}: ` : '') + sentence(bestMeasured(report, task)));
}

function sentence(best: CellReport | null): string {
  if (best === null) return 'No sound round completed: there is no best worker count.';
  const workers = best.workers === 0 ? 'sequential' : `${counted(best.workers, 'worker')} (${curveName(best)})`;
  return `Best measured so far: ${workers}, ${rate(best.throughput?.value ?? null)} tasks/s.`;
}
