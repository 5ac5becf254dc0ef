import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import csv from '../../src/reporters/csv.js';
import json from '../../src/reporters/json.js';
import markdown from '../../src/reporters/markdown.js';
import terminal from '../../src/reporters/terminal.js';
import { createRun, pathsOf, writeReport } from '../../src/store/results.js';
import { StoreError } from '../../src/store/store-error.js';
import { plainReport } from '../reporters/sample-report.js';

const folder = mkdtempSync(join(tmpdir(), 'kneepoint-results-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let out = '';
let runs = 0;
beforeEach(() => {
  out = join(folder, `out-${runs++}`);
});

const AT = new Date(2026, 10, 22, 9, 5, 3);

describe('a new run', () => {
  test('is named after its task and the local time, its CSV beside its folder', async () => {
    const paths = await createRun(out, 'sort', AT);
    expect(paths).toEqual({
      folder: join(out, 'sort__2026_11_22__09_05_03'),
      csv: join(out, 'sort__2026_11_22__09_05_03.csv'),
      journal: join(out, 'sort__2026_11_22__09_05_03', 'journal.jsonl'),
    });
    expect(readdirSync(out)).toEqual(['sort__2026_11_22__09_05_03']);
    expect(pathsOf(paths.folder)).toEqual(paths);
  });

  test('makes the folders above it', async () => {
    expect(existsSync((await createRun(join(out, 'a', 'b'), 'sort', AT)).folder)).toBe(true);
  });

  test('never shares the folder of another of the same second', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => createRun(out, 'sort', AT)));
    expect(new Set(all.map((paths) => paths.folder)).size).toBe(5);
    expect(readdirSync(out)).toHaveLength(5);
  });

  test('takes no name whose CSV exists, for that CSV would be overwritten', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'sort__2026_11_22__09_05_03.csv'), 'precious');
    const paths = await createRun(out, 'sort', AT);
    await writeReport(paths, plainReport, [csv]);
    expect(readFileSync(join(out, 'sort__2026_11_22__09_05_03.csv'), 'utf8')).toBe('precious');
  });

  test('stays inside its folder and is safe as a file name, whatever the task is called', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('../../etc/passwd', '..', '', '/', 'a/b\\c', '-rf', '.hidden', 'x'.repeat(500), 'a\nb', 'CON:x'),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (task) => {
        const paths = await createRun(out, task, AT);
        expect(dirname(paths.folder)).toBe(out);
        expect(basename(paths.folder)).toMatch(/^\w[\w.-]{0,79}__2026_11_22__09_05_03(_\d+)?$/);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a place that cannot be written to', () => {
  test('below a regular file is a StoreError that says so', async () => {
    mkdirSync(out);
    const file = join(out, 'file');
    writeFileSync(file, '');
    await expect(createRun(join(file, 'results'), 'sort', AT)).rejects.toThrow(StoreError);
    await expect(createRun(join(file, 'results'), 'sort', AT)).rejects.toThrow('a part of the path is not a folder');
  });

  test('a regular file itself is a StoreError that names it', async () => {
    mkdirSync(out);
    const file = join(out, 'file');
    writeFileSync(file, 'precious');
    await expect(createRun(file, 'sort', AT)).rejects.toThrow(StoreError);
    await expect(createRun(file, 'sort', AT)).rejects.toThrow(file);
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });

  test('a run’s folder that has gone is a StoreError', async () => {
    const paths = await createRun(out, 'sort', AT);
    rmSync(out, { recursive: true });
    await expect(writeReport(paths, plainReport, [json])).rejects.toThrow(StoreError);
  });
});

describe('the outputs of a report', () => {
  test('are the CSV beside the folder and each file in it, as their reporters render them', async () => {
    const paths = await createRun(out, 'sort', AT);
    await writeReport(paths, plainReport, [csv, json, markdown, terminal]);
    expect(readdirSync(out).sort()).toEqual([basename(paths.folder), basename(paths.csv)].sort());
    const companions = (markdown.companions?.(plainReport) ?? []).map(({ file }) => file);
    expect(readdirSync(paths.folder).sort()).toEqual([...companions, 'report.json', 'report.md'].sort());
    expect(readFileSync(paths.csv, 'utf8')).toBe(csv.render(plainReport));
    expect(readFileSync(join(paths.folder, 'report.json'), 'utf8')).toBe(json.render(plainReport));
    expect(readFileSync(join(paths.folder, 'report.md'), 'utf8')).toBe(markdown.render(plainReport));
  });

  test('are written again in place', async () => {
    const paths = await createRun(out, 'sort', AT);
    await writeReport(paths, plainReport, [json]);
    await writeReport(paths, { ...plainReport, status: 'partial' }, [json]);
    expect(JSON.parse(readFileSync(join(paths.folder, 'report.json'), 'utf8')).status).toBe('partial');
    expect(readdirSync(paths.folder)).toEqual(['report.json']);
  });
});
