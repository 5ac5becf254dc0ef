import { expect, test } from 'vitest';
import { provenanceOf } from '../../../src/reporters/text/provenance.js';
import { plainReport } from '../sample-report.js';

test('the load before each session is told where it is known, and nothing of older runs', () => {
  const { provenance, machine } = plainReport;
  const rows = (more: object) =>
    provenanceOf({ ...plainReport, provenance: { ...provenance, ...more } })
      .filter(([name]) => name === 'Load before')
      .map(([, value]) => value);
  const load = { seconds: 0.6, busyCpus: 0.912, stolenCpus: null };
  const session = { startedAt: '', command: [], changed: [], trialsBefore: 3 };
  const text = (cpus: string) => `other programs used ${cpus} of ${machine.logicalCpus} CPUs, seen for 600 ms`;
  expect(rows({})).toEqual([]);
  expect(rows({ loadBefore: load })).toEqual([text('0.91')]);
  expect(rows({ loadBefore: { ...load, busyCpus: null } })).toEqual([]);
  const resumed = [session, { ...session, loadBefore: { ...load, busyCpus: 1.5 } }];
  expect(rows({ loadBefore: load, resumed })).toEqual([text('0.91'), text('1.50')]);
});
