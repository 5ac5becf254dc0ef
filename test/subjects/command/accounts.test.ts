import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAccounts, tickAccounts } from '../../../src/subjects/command/accounts.js';

test('both sources book the same CPU time for children, each to its resolution', async () => {
  const sources = [await openAccounts('/'), tickAccounts('/')];
  const before = sources.map((source) => source.read());
  execFileSync('/bin/sh', ['-c', 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done']);
  const spent = sources.map((source, i) => {
    const [from, to] = [before[i], source.read()];
    return (to?.userSeconds ?? 0) + (to?.systemSeconds ?? 0) - (from?.userSeconds ?? 0) - (from?.systemSeconds ?? 0);
  });
  const [exact, ticks] = spent as [number, number];
  expect(exact).toBeGreaterThan(0.05);
  expect(Math.abs(exact - ticks)).toBeLessThanOrEqual(2 * 0.01 + 1e-6);
});

test('ticks are those of ended children, whatever the name of the process', () => {
  const root = mkdtempSync(join(tmpdir(), 'kneepoint-accounts-'));
  mkdirSync(join(root, 'proc/self'), { recursive: true });
  const fields = ['S', ...Array.from({ length: 49 }, (_, i) => i + 4)];
  writeFileSync(join(root, 'proc/self/stat'), `12 (a b) c) ${fields.join(' ')}`);
  expect(tickAccounts(root).read()).toMatchObject({ userSeconds: 0.16, systemSeconds: 0.17, switches: null });
  rmSync(root, { recursive: true });
  expect(tickAccounts(root).read()).toBeNull();
});
