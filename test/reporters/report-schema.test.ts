/** report.json's published schema: made from the model, and held against what runs write. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { Report } from '../../src/model/report.js';
import json from '../../src/reporters/json.js';
import { plantedRecording } from '../analysis/planted.js';
import { kneepoint, ownFolder, readRun } from '../support/cli.js';
import { renderReportDocs, renderReportSchema, reportTypes } from '../support/report-schema.js';
import * as samples from './sample-report.js';

const types = reportTypes();
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(types.schema);

/** What the schema has against a text of JSON. */
function faults(text: string): readonly string[] {
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the docs of report.json', () => {
  test('the schema is current; this test with -u writes it', async () => {
    await expect(renderReportSchema(types)).toMatchFileSnapshot('../../docs/report.schema.json');
  });

  test('the table of fields is current; this test with -u writes it', async () => {
    await expect(renderReportDocs(types)).toMatchFileSnapshot('../../docs/report.md');
  });

  test('every field has its meaning: a docstring in src/model/', () => {
    expect(types.undocumented).toEqual([]);
  });
});

describe('the schema', () => {
  const reports = Object.entries(samples).filter((entry): entry is [string, Report] => 'provenance' in entry[1]);

  test.each(reports)('takes the sample report %s', (_, report) => {
    expect(faults(json.render(report))).toEqual([]);
  });

  test('takes planted studies: with and without noise, with one round, cut', () => {
    const laws = [{ noise: 0 }, { noise: 0.05, sigma: 0.05 }, { noise: 0.05, sigma: 0.05, kappa: 0.001 }];
    const recordings = laws.flatMap((law) => [1, 6].map((rounds) => plantedRecording({ law, rounds })));
    for (const recording of [...recordings, { ...(recordings[3] as (typeof recordings)[0]), end: null }]) {
      expect(faults(json.render(analyse(recording)))).toEqual([]);
    }
  });

  test('refuses what is no report', () => {
    const report = JSON.parse(json.render(samples.plainReport));
    expect(faults(JSON.stringify({ ...report, status: 'fine' }))).toHaveLength(1);
    expect(faults(JSON.stringify({ ...report, more: 1 }))).toHaveLength(1);
    expect(
      faults(JSON.stringify({ ...report, cells: [{ ...report.cells[0], throughput: { value: '9' } }] })),
    ).not.toEqual([]);
    const { machine, ...without } = report;
    expect(faults(JSON.stringify(without))).toEqual([expect.stringContaining("'machine'")]);
  });
});

describe('a real run', () => {
  const folder = ownFolder();

  test('writes a report.json that the schema takes, also when trials fail', async () => {
    const failing = join(folder, 'failing.mjs');
    writeFileSync(failing, 'let n = 0; export default () => { if (n++ > 2) throw new Error("enough"); return n; };');
    for (const [out, task] of [
      ['well', 'sum'],
      ['ill', failing],
    ] as const) {
      await kneepoint(['run', task, ...'--workers 0,1 --task-count 8 --iterations 1 -q --out'.split(' '), out], folder);
      const { folder: run } = await readRun(join(folder, out));
      expect(faults(readFileSync(join(run, 'report.json'), 'utf8'))).toEqual([]);
    }
  });
});
