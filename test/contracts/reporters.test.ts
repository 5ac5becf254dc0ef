/** What every reporter has to keep, by being a file in src/reporters. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.js';
import type { Reporter } from '../../src/seams/reporter.js';
import * as samples from '../reporters/sample-report.js';

const names = readdirSync(new URL('../../src/reporters/', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''));
const reporters = await Promise.all(
  names.map(async (name) => [name, (await import(`../../src/reporters/${name}.ts`)).default as Reporter] as const),
);

/** Every report that the samples export, one without anything in it, and one full of hostile text. */
const reports: readonly (readonly [string, Report])[] = [
  ...Object.entries(samples).filter((entry): entry is [string, Report] => isReport(entry[1])),
  ['nothing', samples.report({ status: 'invalid', cells: [], curves: [] })],
  ['hostile', samples.hostile('</script><img src=x onerror=alert(1)>\u001b[2J"|`=1+1\n\u202e')],
];

function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && 'cells' in value && 'provenance' in value;
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

/** A page's own script may say "undefined"; what it shows may not. */
function withoutScripts(text: string): string {
  return text.replace(/<script>[\s\S]*?<\/script>/g, '');
}

function companionTexts(reporter: Reporter, report: Report): string[] {
  return (reporter.companions?.(report) ?? []).map(({ text }) => text);
}

test('the samples hold reports of every status', () => {
  expect(reports.length).toBeGreaterThan(5);
  expect(reports.map(([, { status }]) => status)).toEqual(expect.arrayContaining(['valid', 'invalid']));
});

test('no two reporters write the same file, their companions included', () => {
  const files = reporters.flatMap(([, { file, companions }]) => [
    ...(file === null ? [] : [file]),
    ...(companions?.(samples.plainReport) ?? []).map((companion) => companion.file),
  ]);
  expect(new Set(files).size).toBe(files.length);
});

describe.each(reporters)('%s', (name, reporter) => {
  test('has the shape of a reporter', () => {
    expect(reporter.name).toBe(name);
    expect(reporter.summary).toMatch(/^\S.*[^.\s]$/);
    // A plain name, or the contract's suffix of the file beside the folder.
    if (reporter.file !== null) expect(reporter.file).toMatch(/^[\w-]*\.[a-z]+$/);
  });

  test.each(reports)('renders %s, the same each time, without changing it', (_, report) => {
    const before = JSON.stringify(report);
    const text = reporter.render(frozen(structuredClone(report)));
    expect(text).toBe(reporter.render(report));
    expect(text.endsWith('\n')).toBe(true);
    expect(JSON.stringify(report)).toBe(before);
    for (const shown of [withoutScripts(text), ...companionTexts(reporter, report)]) {
      expect(shown).not.toMatch(/\bundefined\b|\bNaN\b|\[object Object\]/);
    }
    expect(JSON.stringify(report)).toBe(before);
  });

  test('its companions are files of plain names, and the same each time', () => {
    for (const [, report] of reports) {
      const files = reporter.companions?.(report) ?? [];
      for (const { file, text } of files) {
        expect(file).toMatch(/^(?:[\w-]+\/)*[\w][\w.+-]*\.[a-z]+$/);
        expect(text.endsWith('\n')).toBe(true);
      }
      expect(new Set(files.map(({ file }) => file)).size).toBe(files.length);
      expect(reporter.companions?.(report) ?? []).toEqual(files);
    }
  });

  test('lets no escape sequence through', () => {
    const [, hostile] = reports.at(-1) as (typeof reports)[number];
    for (const text of [reporter.render(hostile), ...companionTexts(reporter, hostile)]) {
      expect(text).not.toContain('\u001b[2J');
    }
  });
});
