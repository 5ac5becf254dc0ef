/** `--export-hyperfine FILE`: the runs of a command in the shape of hyperfine's `--export-json`. */
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { runsOf } from '../analysis/command-runs.js';
import { groupTrials } from '../analysis/trials.js';
import { showValue, usageError } from '../config/problems.js';
import type { Cell } from '../model/plan.js';
import type { Study } from '../model/study.js';
import { readJournal } from '../store/read-journal.js';
import { writeWhole } from '../store/whole-file.js';
import { type HyperfineRow, hyperfineJson } from '../subjects/command/export-hyperfine.js';
import { PLACEHOLDERS, Placeholders } from '../subjects/command/placeholders.js';
import { changeTexts, programText } from '../subjects/command/program.js';

const FLAG = '--export-hyperfine';
const placeholders = new Placeholders(PLACEHOLDERS, () => null);

/** Refuses, before anything is measured, a study without a command, and a file that cannot be written. */
export function checkHyperfine({ tasks }: Pick<Study, 'tasks'>, file: string): void {
  if (!tasks.some(({ subject }) => subject.kind === 'command')) {
    const hint = "hyperfine's JSON holds runs of commands; the CSV and report.json hold everything";
    throw usageError(FLAG, 'what is measured is a task, and no command', hint);
  }
  const path = resolve(file);
  if (!existsSync(dirname(path))) throw usageError(FLAG, `there is no folder ${showValue(dirname(file))}`, null);
  if (existsSync(path) && statSync(path).isDirectory()) throw usageError(FLAG, `${showValue(file)} is a folder`, null);
}

/** Writes the completed runs of a journal; rejects with StoreError, and as `checkHyperfine` does. */
export async function exportHyperfine(journal: string, file: string): Promise<void> {
  const { recording } = await readJournal(journal, { salvage: true });
  checkHyperfine(recording.study.study, file);
  const rows = groupTrials(recording).flatMap(({ cell, completed }): HyperfineRow[] => {
    const runs = completed.flatMap(runsOf);
    if (runs.length === 0) return [];
    const { workers, way } = cell;
    const parameters = { workers, ...(way.cpus !== null && { cpus: way.cpus }) };
    return [
      {
        command: commandAt(cell),
        parameters,
        runs: runs.map(({ wallSeconds, userSeconds, systemSeconds, rssBytes, status }) => {
          return { wallSeconds, userSeconds, systemSeconds, peakBytes: rssBytes, status };
        }),
      },
    ];
  });
  await writeWhole(resolve(file), hyperfineJson(rows));
}

/** The command line with its worker count; what differs between runs stays a placeholder. */
function commandAt({ workers, way: { task } }: Cell): string {
  if (task.subject.kind !== 'command') return task.given;
  return programText(changeTexts(task.subject.program, (text) => placeholders.fill(text, { workers })));
}
