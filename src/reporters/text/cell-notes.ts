/** What has to be said about a cell beside its figures. */
import type { Report } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { OUTCOMES, type Outcome } from '../../model/trial.js';
import { runsCommand } from '../../seams/subject.js';
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
  if (cell.wrong) notes.push(wrongText(report));
  if (cell.openLoop?.overloaded === true) notes.push('overloaded');
  return notes;
}

/** The study's answer, for the row that it names or, where it names none, the first: the CSV has no other place for it. */
export function answerNote({ answer, cells }: Report, cell: CellReport): string | null {
  const { row } = answer;
  const isNamed = (each: CellReport) => each.way === row?.way && each.name === row.name;
  return cell === (cells.find(isNamed) ?? cells[0]) ? answer.headline : null;
}

/** What is said of a row with a wrong result. */
export function wrongText({ study }: Pick<Report, 'study'>): string {
  return runsCommand(study) ? 'output differs' : 'wrong result';
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
