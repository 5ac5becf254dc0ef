/** Journals that a foreign hand changed: each is refused with its line, or read, analysed and shown, within a limit. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import { Rng } from '../../src/random.js';
import type { Reporter } from '../../src/seams/reporter.js';
import { decodeJournal } from '../../src/store/read-journal.js';
import { StoreError } from '../../src/store/store-error.js';
import { mutant } from '../support/mutants.js';
import { withinLimit } from '../support/time-limit.js';

const FOLDER = new URL('./journals/', import.meta.url);
const journals = readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const);
const REPORTERS = new URL('../../src/reporters/', import.meta.url);
const reporters = await Promise.all(
  readdirSync(REPORTERS)
    .filter((file) => file.endsWith('.ts'))
    .map(async (file) => (await import(new URL(file, REPORTERS).href)).default as Reporter),
);

/** The long mode takes twenty times as many. */
const MUTANTS = process.env.KNEEPOINT_LONG === '1' ? 2000 : Number(process.env.N ?? 100);

/** Reads, analyses and renders a journal; what all of it shows, or null where it is refused. */
function shown(text: string): string | null {
  let recording: Parameters<typeof analyse>[0];
  try {
    ({ recording } = decodeJournal(Buffer.from(text), 'j.jsonl'));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    expect(error.message).not.toMatch(/[^\n\P{Cc}]/u);
    expect(error.message.length).toBeLessThan(2000);
    return null;
  }
  const report = analyse(recording);
  const texts = reporters.flatMap((one) => [one.render(report, 'run'), ...companions(one, report)]);
  return texts.join('');
}

function companions(reporter: Reporter, report: ReturnType<typeof analyse>): readonly string[] {
  return reporter.companions?.(report).map(({ text }) => text) ?? [];
}

describe.each(journals)('%s', (name, text) => {
  test('changed in any of its members', () => {
    let refused = 0;
    for (let seed = 0; seed < MUTANTS; seed++) {
      const changed = mutant(text, new Rng(seed, name.length));
      try {
        const all = withinLimit(seed, () => shown(changed));
        if (all === null) refused++;
        else expect(all).not.toContain('\u001b[2J');
      } catch (error) {
        throw new Error(`${name}, seed ${seed}: ${(error as Error).stack}`);
      }
    }
    expect(refused).toBeGreaterThan(MUTANTS / 10);
    expect(refused).toBeLessThan(MUTANTS);
  });
});
