/** Whether a run may go on: what it began with against what there is now. */
import type { Machine, Provenance } from '../model/journal.js';
import type { Study } from '../model/study.js';
import { flatTask } from '../seams/subject.js';
import { UserError } from '../user-error.js';

/** What a run's figures depend on. */
export interface Circumstances {
  readonly study: Study;
  readonly machine: Machine;
  readonly provenance: Pick<Provenance, 'configHash' | 'taskHashes' | 'tool'>;
}

/** What makes a machine another one. */
const MACHINE_FACTS = [
  'cpuModel',
  'logicalCpus',
  'effectiveCpus',
  'memoryBytes',
  'memoryLimitBytes',
  'platform',
  'arch',
  'node',
] as const satisfies readonly (keyof Machine)[];

/** A run that was cut cannot go on as it began. */
export class StudyChanged extends UserError {
  override readonly name = 'StudyChanged';

  constructor(readonly changes: readonly string[]) {
    const lines = changes.map((change) => `  ${change}\n`).join('');
    super(`this run began with something else:\n${lines}--force continues with the run's own plan anyway`);
  }
}

/** One line for each thing that is no longer as it was. */
export function changesOf(before: Circumstances, after: Circumstances): readonly string[] {
  return [...studyChanges(before, after), ...taskChanges(before, after), ...machineChanges(before, after)];
}

/** The hash decides: the study on record may lack what must not be recorded. */
function studyChanges(before: Circumstances, after: Circumstances): readonly string[] {
  if (before.provenance.configHash === after.provenance.configHash) return [];
  const [was, is] = [askedOf(before.study), askedOf(after.study)];
  const keys = Object.keys(is) as (keyof typeof is)[];
  const changed = keys.filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]));
  if (changed.length === 0) return ['the config: its credentials, or keys that are no longer known'];
  return changed.map((key) => changeText(`the config's ${key}`, was[key], is[key]));
}

/**
 * What a study asks for, without what follows from the rest of it, in the form that its hash has always been of: so a
 * run that an earlier version began goes on under its own config.
 */
export function askedOf({
  traits: _traits,
  ab: _ab,
  dataset: _dataset,
  free: _free,
  cutFrom: _cutFrom,
  ...asked
}: Study) {
  return { ...asked, tasks: asked.tasks.map(flatTask) };
}

function taskChanges({ provenance: before }: Circumstances, { provenance: after }: Circumstances): readonly string[] {
  const names = Object.keys(before.taskHashes).filter((name) => before.taskHashes[name] !== after.taskHashes[name]);
  const tool =
    before.tool.version === after.tool.version
      ? []
      : [changeText('kneepoint', before.tool.version, after.tool.version)];
  return [...names.map((name) => `the module of the task ${JSON.stringify(name)}: its text has changed`), ...tool];
}

function machineChanges({ machine: before }: Circumstances, { machine: after }: Circumstances): readonly string[] {
  return MACHINE_FACTS.filter((fact) => before[fact] !== after[fact]).map((fact) =>
    changeText(`the machine's ${fact}`, before[fact], after[fact]),
  );
}

const LONGEST = 60;

function changeText(what: string, before: unknown, after: unknown): string {
  const [was, is] = [before, after].map((value) => {
    const text = JSON.stringify(value) ?? 'nothing';
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  });
  return `${what}: was ${was}, is ${is}`;
}
