/** What has to be said about a cell beside its figures. */

import type { Finding } from '../../model/finding.js';
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { OUTCOMES, type Outcome } from '../../model/trial.js';
import { counted } from '../../words/counts.js';

const OUTCOME_WORDS: { readonly [outcome in Outcome]: string } = {
  completed: 'completed',
  failed: 'failed',
  timed_out: 'timed out',
  lost: 'lost',
  interrupted: 'interrupted',
};

/** Short labels for a cell: `SIMULATED`, `quick`, `wrong result`. */
export function cellNotes(report: Report, cell: CellReport): readonly string[] {
  const notes: string[] = [];
  if (report.simulated) notes.push('SIMULATED');
  if (report.study.quick) notes.push('quick');
  if (hasWrongResult(report, cell)) notes.push('wrong result');
  if (cell.openLoop?.overloaded === true) notes.push('overloaded');
  return notes;
}

/** Whether a finding says that this cell computed something else than the sequential reference. */
export function hasWrongResult(report: Report, cell: CellReport): boolean {
  return report.findings.some((finding) => finding.code === 'wrong-result' && speaksOf(finding, cell));
}

/** How the trials of a cell ended, unless all completed: `1 failed, 2 timed out of 5 trials`; else null. */
export function troubles(cell: CellReport): string | null {
  const bad = OUTCOMES.filter((outcome) => outcome !== 'completed' && cell.outcomes[outcome] > 0);
  if (bad.length === 0) return null;
  const parts = bad.map((outcome) => `${cell.outcomes[outcome]} ${OUTCOME_WORDS[outcome]}`);
  return `${parts.join(', ')} of ${counted(trialCount(cell), 'trial')}`;
}

function trialCount(cell: CellReport): number {
  return OUTCOMES.reduce((sum, outcome) => sum + cell.outcomes[outcome], 0);
}

/** A finding without worker count or cell in its evidence speaks of every cell of its task and executor. */
function speaksOf(finding: Finding, cell: CellReport): boolean {
  const { workers, cell: name } = finding.evidence;
  return (
    (finding.task === null || finding.task === cell.task) &&
    (finding.executor === null || finding.executor === cell.executor) &&
    (workers === undefined || workers === null || workers === cell.workers) &&
    (name === undefined || name === null || name === cell.name)
  );
}
