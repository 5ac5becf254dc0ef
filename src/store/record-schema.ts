/** The shape of a journal's records as they are written, in both versions. */
import * as z from 'zod';
import type {
  ChoiceRecord,
  CpuSet,
  EndRecord,
  FolderIdentity,
  Machine,
  MachineLoad,
  Provenance,
  ResumeRecord,
  Resumption,
  ServicePlaces,
} from '../model/journal.js';
import { amount, count, few, figure, lazily, list, misfit, named, object, shortText, text } from '../schema/parts.js';
import { MOST_TRIALS, planSchema } from '../schema/plan.js';
import { studySchema } from '../schema/study.js';
import { writtenTaskSchema } from '../schema/task.js';
import { profileSchema, trialSchema } from '../schema/trial.js';

const machine = () =>
  object<Machine>({
    cpuModel: shortText,
    logicalCpus: few,
    effectiveCpus: figure,
    quotaCpus: amount,
    memoryBytes: figure,
    memoryLimitBytes: amount,
    platform: shortText,
    arch: shortText,
    node: shortText,
    v8: shortText,
    uvThreadpool: figure,
    loopbackBytesPerSecond: figure.optional(),
  });

/** The machine's load before a session. */
const machineLoad = () => object<MachineLoad>({ seconds: figure, busyCpus: amount, stolenCpus: amount }).optional();

/** A run that goes on: as a record of its own, without what is counted. */
const resumptionParts = () => ({
  startedAt: shortText,
  command: list(text),
  changed: list(text),
  loadBefore: machineLoad(),
});

const provenance = () =>
  object<Provenance>({
    seed: figure,
    command: list(text),
    configHash: shortText,
    taskHashes: named(shortText),
    gitCommit: shortText.nullable(),
    instance: shortText.nullish(),
    startedAt: shortText,
    tool: z.looseObject({ name: shortText, version: shortText }),
    resumed: list(object<Resumption>({ ...resumptionParts(), trialsBefore: count() })).optional(),
    loadBefore: machineLoad(),
    servicePlaces: object<ServicePlaces>({ clients: list(few), services: named(list(few)) }).optional(),
  });

/** The first record. */
const firstSchema = lazily(() =>
  z.looseObject({
    kind: z.literal('study'),
    version: count().optional(),
    study: studySchema(),
    plan: planSchema(),
    tasks: list(writtenTaskSchema(), 10_000),
    machine: machine(),
    cpuSets: list(
      object<CpuSet>({
        cpus: figure,
        list: list(few),
        quotaCpus: amount,
        gaps: list(shortText, 10),
      }),
      10_000,
    ).optional(),
    folder: object<FolderIdentity>({ inode: shortText, bornNs: shortText }).optional(),
    provenance: provenance(),
  }),
);

const RECORDS: { readonly [kind: string]: () => z.ZodType } = {
  study: firstSchema,
  trial: trialSchema,
  profile: profileSchema,
  choice: lazily(() =>
    object<ChoiceRecord>({
      kind: z.literal('choice'),
      trials: list(z.looseObject({ cellId: text, round: few }), MOST_TRIALS),
    }),
  ),
  resume: lazily(() => object<ResumeRecord>({ kind: z.literal('resume'), ...resumptionParts() })),
  end: lazily(() =>
    object<EndRecord>({
      kind: z.literal('end'),
      endedAt: shortText,
      interruptedBy: shortText.nullable(),
      stopped: text.nullable(),
      clockSkewSeconds: figure.optional(),
    }),
  ),
};

/** What is wrong with a record, by its member; null for one that can be read. */
export function wrongInRecord(record: unknown): string | null {
  const kind = (record as { kind?: unknown } | null)?.kind;
  const schema = typeof kind === 'string' && Object.hasOwn(RECORDS, kind) ? RECORDS[kind] : undefined;
  if (schema === undefined) return 'its record is of no known kind';
  const wrong = misfit(schema(), record);
  return wrong === null ? null : `its record "${kind}" does not fit: ${wrong}`;
}
