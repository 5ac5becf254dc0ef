/** A study's record and a trial's, for tests of what is journalled. */
import type { EndRecord, StudyRecord } from '../../src/model/journal.js';
import type { TrialRecord } from '../../src/model/trial.js';
import { planStudy } from '../../src/plan/plan.js';
import { machine, plainReport, study } from '../reporters/sample-report.js';

/** The first line of a journal. */
export const studyRecord: StudyRecord = {
  kind: 'study',
  study,
  plan: planStudy(study),
  tasks: [{ name: 'sort', summary: null, args: [1_000_000], deterministic: true, repeats: true, unitSeconds: 0.03 }],
  machine,
  provenance: plainReport.provenance,
};

/** A trial that failed, with text of several bytes a character. */
export const failedTrial: TrialRecord = {
  kind: 'trial',
  cellId: '0/parallel_2',
  round: 0,
  outcome: 'failed',
  fault: { phase: 'run', message: 'Error: größer als erlaubt → 漢字 🧵', stack: null, unit: 3 },
  startedAt: '2026-11-22T10:00:00.000Z',
  hostSeconds: 0.5,
  measurement: null,
  readings: { memory: { rssPeakBytes: 1e8, samples: 3 } },
  telemetry: null,
  disturbances: [],
  outputTail: 'line one\nline "two"\u2028',
};

/** The last line of a journal. */
export const endRecord: EndRecord = {
  kind: 'end',
  endedAt: '2026-11-22T10:01:00.000Z',
  interruptedBy: null,
  stopped: null,
  clockSkewSeconds: 0,
};
