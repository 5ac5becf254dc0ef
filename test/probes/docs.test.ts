import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Probe } from '../../src/seams/probe.js';
import { renderProbeDocs } from '../support/probe-docs.js';

test('docs/probes.md is current; this test with -u writes it', async () => {
  const files = readdirSync(new URL('../../src/probes/', import.meta.url)).sort();
  const names = files.map((file) => file.replace(/\.ts$/, ''));
  const probes = await Promise.all(
    names.map(async (name) => (await import(`../../src/probes/${name}.ts`)).default as Probe),
  );
  await expect(renderProbeDocs(probes)).toMatchFileSnapshot('../../docs/probes.md');
});
