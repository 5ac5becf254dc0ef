/** Takes credentials out of what is recorded. It knows their usual places and shapes, and no others. Pure. */

import type { JournalRecord, StudyRecord } from '../model/journal.js';
import type { Measurement } from '../model/measurement.js';
import type { Cell } from '../model/plan.js';
import type { StudyService } from '../model/service.js';
import type { StudyTask } from '../model/study.js';
import type { Fault, ProfileRecord, TrialRecord } from '../model/trial.js';
import { withTasks } from '../plan/plan.js';

/** What stands in a credential's place. */
const REDACTED = '***';

const SECRET_WORD = '(?:password|passwd|passphrase|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key)';
/** Looks ahead for the word instead of trying each place for it: a name is gone through once. */
const SECRET_NAME = `(?=[\\w.-]*?${SECRET_WORD})[\\w.-]+`;
const SECRET_FLAG = new RegExp(`^--?${SECRET_NAME}$`, 'i');
const SECRET_KEY = new RegExp(`^${SECRET_NAME}$`, 'i');

/**
 * Texts may be megabytes of a task's argument. So a rule that begins with a run of characters may begin only where
 * the run does, or it would go through the run again from each of its words.
 */
const RULES: readonly (readonly [RegExp, string])[] = [
  // https://user:password@host
  [/(?<![a-z0-9+.-])([a-z0-9+.-]*:\/\/)[^\s/?#"']*@/gi, `$1${REDACTED}@`],
  // "password": "…" in a JSON text
  [new RegExp(`("${SECRET_NAME}"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi'), `$1"${REDACTED}"`],
  // token=…
  [new RegExp(`(?<![\\w.-])(${SECRET_NAME}=)(?:"[^"]*"|'[^']*'|[^\\s&;,"']+)`, 'gi'), `$1${REDACTED}`],
  [/\b(bearer\s+)[\w+/=.~-]{8,}/gi, `$1${REDACTED}`],
  // Tokens that tell by themselves what they are: GitHub, GitLab, AWS, Slack, several APIs, JSON Web Tokens.
  [
    /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|xox[abprs]-[\w-]{10,}|sk-[\w-]{20,}|eyJ[\w-]{10,1000}\.[\w-]{10,}\.[\w-]*)/g,
    REDACTED,
  ],
];

/** A text without the credentials that can be told in it. */
export function redactText(text: string): string {
  return RULES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/** A command line: also without what follows a flag such as --token. */
export function redactCommand(command: readonly string[]): readonly string[] {
  return command.map((word, i) => {
    const isSecret = SECRET_FLAG.test(command[i - 1] ?? '') && !word.startsWith('-');
    return isSecret ? REDACTED : redactText(word);
  });
}

/** Arguments of a task: also without the members of objects whose names say that they are secret. */
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => {
    const isSecret = SECRET_KEY.test(key) && (typeof member === 'string' || typeof member === 'number');
    return [key, isSecret ? REDACTED : redactValue(member)] as const;
  });
  return Object.fromEntries(members);
}

/** True for a value out of which something may have been taken. */
export function holdsRedacted(value: unknown): boolean {
  return (JSON.stringify(value) ?? '').includes(REDACTED);
}

/** A record as it may lie on a disk. */
export function redactRecord<Kept extends JournalRecord>(record: Kept): Kept;
export function redactRecord(record: JournalRecord): JournalRecord {
  if (record.kind === 'study') return redactStudy(record);
  if (record.kind === 'trial' || record.kind === 'profile') return redactTrial(record);
  return record.kind === 'resume' ? { ...record, command: redactCommand(record.command) } : record;
}

function redactStudy(record: StudyRecord): StudyRecord {
  // Arguments may be large: they are looked through once, and stay one value that all share.
  const tasks = record.study.tasks.map(redactTask);
  return {
    ...record,
    study: {
      ...record.study,
      tasks,
      ...(record.study.services !== undefined && { services: redactValue(record.study.services) as StudyService[] }),
    },
    plan: withTasks(record.plan, tasks),
    tasks: record.tasks.map((task) => ({ ...task, args: redactArgs(task.args) })),
    provenance: { ...record.provenance, command: redactCommand(record.provenance.command) },
  };
}

function redactCell(cell: Cell): Cell {
  return { ...cell, way: { ...cell.way, task: redactTask(cell.way.task) } };
}

function redactTask(task: StudyTask): StudyTask {
  const { args, point } = task;
  if (args === null && point === undefined) return task;
  return {
    ...task,
    args: args === null ? null : redactArgs(args),
    ...(point && { point: { ...point, values: redactValue(point.values) as typeof point.values } }),
  };
}

function redactArgs(args: readonly unknown[]): readonly unknown[] {
  return args.map(redactValue);
}

/** Errors tell the addresses that they could not reach. */
function redactTrial<Kept extends TrialRecord | ProfileRecord>(record: Kept): Kept {
  const { fault, outputTail } = record;
  const cell = 'cell' in record && record.cell !== undefined ? { cell: redactCell(record.cell) } : {};
  return {
    ...record,
    ...cell,
    ...('measurement' in record ? { measurement: redactErrors(record.measurement) } : {}),
    fault: fault === null ? null : redactFault(fault),
    outputTail: outputTail === null ? null : redactText(outputTail),
  };
}

function redactErrors(measurement: Measurement | null): Measurement | null {
  if (measurement?.unitErrors === undefined) return measurement;
  const redacted = measurement.unitErrors.map((error) => ({ ...error, message: redactText(error.message) }));
  return { ...measurement, unitErrors: redacted };
}

function redactFault(fault: Fault): Fault {
  return {
    ...fault,
    message: redactText(fault.message),
    stack: fault.stack === null ? null : redactText(fault.stack),
  };
}
