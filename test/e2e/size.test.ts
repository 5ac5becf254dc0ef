/** The worked example of docs/sizing.md, and what a user can get wrong. */

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kneepoint, ownFolder, writeFiles } from '../support/cli.js';

const EXAMPLE = fileURLToPath(new URL('../../example_configs/sizing/', import.meta.url));
const RUNS = [`${EXAMPLE}results/small/journal.jsonl`, `${EXAMPLE}results/large/journal.jsonl`];
const PRICES = ['--prices', `${EXAMPLE}prices.json`];
const folder = ownFolder();

test('the recorded runs give the answer that their laws make right', async () => {
  const { status, stdout } = await kneepoint(['size', ...RUNS, ...PRICES, '--rate', '2000', '--p99', '50'], folder);
  expect(status).toBe(0);
  expect(stdout.replace(/\s+/g, ' ')).toContain('Cheapest: 6 × small with 2 workers each, USD 0.42 per hour');
});

test('as JSON; status 4 when nothing keeps the limits', async () => {
  const args = ['size', ...RUNS, ...PRICES, '--rate', '2000', '--p99', '0.5', '--json'];
  const { status, stdout } = await kneepoint(args, folder);
  expect(status).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ rate: 2000, headroom: 0.3, currency: 'USD', best: [] });
});

test.each([
  ['{"instances": {"small": {"per_hour": 1}}}', /--prices: .*prices\.json has no price for "large"/],
  [
    '{\n "instances": {"small": {"per_hour": -1}}}',
    /prices\.json:2:\d+: instances\.small\.per_hour: expected a number above 0/,
  ],
  [
    '{"instances": {"small": {"per_hour": 1}, "large": {"per_hour": 1, "currency": "EUR"}}}',
    /prices are in USD and EUR/,
  ],
  ['{"instance": {}}', /prices\.json:1:1: instances: expected instances by name/],
])('prices %s are refused with status 2', async (text, message) => {
  writeFiles(folder, { 'prices.json': text });
  const { status, stderr } = await kneepoint(['size', ...RUNS, '--prices', 'prices.json', '--rate', '10'], folder);
  expect(stderr).toMatch(message);
  expect(status).toBe(2);
});
