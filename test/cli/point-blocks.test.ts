import { expect, test } from 'vitest';
import { PointBlocks } from '../../src/cli/point-blocks.js';
import type { StudyEstimate, StudyEvent } from '../../src/model/events.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from '../analysis/planted.js';

const task = { ...realTask('RSA sign'), point: { subject: 'crypto', values: { algorithm: 'RSA' } } };
const cells = [0, 1, 4].map((workers) => cellOf(task, workers === 0 ? 'sequential' : 'threads', workers, 100));
const trials = cells.map((cell) =>
  trialOf(cell, 0, evenMeasurement(cell.workers, 100, cell.workers === 4 ? 0.5 : 1), {
    readings: { energy: { joules: 0.2 } },
    telemetry: { atSeconds: [0, 1], series: { cpuShare: [null, 0.9], temperatureCelsius: [null, null] } },
  }),
);
const { study } = recordingOf(cells, trials);

function heard(seconds: number | null): readonly string[] {
  const blocks = new PointBlocks();
  const estimate = { cells: 3, trials: 3, seconds, bound: 'about', shorter: [] } as StudyEstimate;
  const events: StudyEvent[] = [
    { kind: 'study-start', study, estimate },
    ...study.plan.trials.map((trial, i): StudyEvent => {
      const record = trials[i] as (typeof trials)[number];
      return { kind: 'trial-end', trial, record, runsAgain: false, trialsDone: i, trialsTotal: 3, remainingSeconds: 0 };
    }),
  ];
  return events.flatMap((event) => blocks.hear(event));
}

test('a point that ended has its first and last row, and what the machine did, where the study is long', () => {
  expect(heard(3600)).toEqual([
    'RSA sign is done:',
    '  1 worker to 4 workers: 100 to 200 tasks/s, efficiency 50 %',
    '  CPU 90 %, temperature N/A, energy 2 mJ per unit',
  ]);
  expect(heard(10)).toEqual([]);
});
