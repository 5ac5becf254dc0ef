/** The HTML report in a real browser, opened from disk. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { Report } from '../../src/model/report.js';
import html from '../../src/reporters/html.js';
import { visible } from '../../src/reporters/text/escape.js';
import { commandRecording, SCALES } from '../analysis/commands.js';
import { ATTACKING_TEXTS } from '../reporters/hostile-text.js';
import { hostiles, manyCells, rich, sampled } from '../reporters/rich-report.js';
import { limited } from '../reporters/sample-report.js';
import { CHROMIUM, NO_CHROMIUM, ownBrowser } from '../support/chromium.js';
import { ownFolder } from '../support/cli.js';

const MOST_BYTES = 1.5e6;
const PAGE_ITSELF = 1;

/** Points of the first series in the light theme; the legend shows one more. */
const BLUE_DOTS = 'svg path[fill="#0072b2"]';
const IN_LEGEND = 1;

const folder = ownFolder();
let pages = 0;

/** Writes a report's page and gives its address. */
function written(report: Report): string {
  const file = join(folder, `report-${pages++}.html`);
  writeFileSync(file, html.render(report, 'sort__2026_11_22__10_00_00'));
  return pathToFileURL(file).href;
}

interface Opening {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
  readonly script?: boolean;
}

/** A page with all that it asked for and complained of. */
interface Opened {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

describe.skipIf(CHROMIUM === null)(`the page in a browser${CHROMIUM === null ? ` (${NO_CHROMIUM})` : ''}`, () => {
  const own = ownBrowser();
  const address = written(rich);

  // Its charts would go on beside the next test's.
  afterEach(async () => {
    for (const context of own.browser.contexts()) await context.close();
  });

  async function opened(url: string, { width = 1440, theme = 'light', script = true }: Opening = {}): Promise<Opened> {
    const page = await own.browser.newPage({
      viewport: { width, height: 900 },
      colorScheme: theme,
      javaScriptEnabled: script,
    });
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    await page.goto(url);
    return { page, requests, complaints };
  }

  test('opens from disk with no request and no complaint, and draws every picture with its data', async () => {
    const { page, requests, complaints } = await opened(address);
    const figures = await page.locator('figure').all();
    expect(figures.length).toBeGreaterThan(6);
    for (const figure of figures) {
      expect(await figure.locator('.live svg').count()).toBe(1);
      expect(await figure.locator('.live svg path').count()).toBeGreaterThan(8);
      expect(await figure.locator('.still').isVisible()).toBe(false);
    }
    const speedup = page.locator('#speedup .live svg');
    expect(await page.locator(`#speedup .live ${BLUE_DOTS}`).count()).toBe(3 + IN_LEGEND);
    expect(await speedup.textContent()).toMatch(/times sequential.*recommended/);
    expect(await page.locator('#ledger .live svg').textContent()).toContain('90 %');
    expect(requests).toHaveLength(PAGE_ITSELF);
    expect(complaints).toEqual([]);
  });

  test.each([
    ['one curve', rich],
    ['limits and notes', limited],
    ['four tasks', manyCells(4, 12, 10)],
    ['a command', analyse(commandRecording(SCALES))],
  ] as const)('at 1440 × 900 the main picture is in sight and the main tables whole: %s', async (_name, report) => {
    const { page } = await opened(written(report), { script: false });
    const lead = page.locator('#lead figure').first();
    const { top, bottom } = await lead.locator('svg:visible').evaluate((svg) => svg.getBoundingClientRect());
    expect(top).toBeGreaterThan(0);
    if ((await page.locator('#lead figure').count()) === 1) expect(bottom).toBeLessThan(900);
    const tables = await page.locator('#tables > .scroll').all();
    for (const table of tables) {
      expect(await table.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
    }
    const all = page.locator('#tables details').filter({ hasText: 'Show all columns' }).first();
    expect(await all.locator('table').isVisible()).toBe(false);
    await all.locator('summary').click();
    expect(await all.locator('th').allTextContents()).toEqual(expect.arrayContaining(['name', 'variation']));
    expect(await all.locator('table').isVisible()).toBe(true);
  });

  test('a point tells its figures under the pointer', async () => {
    const { page, complaints } = await opened(address);
    const dot = page.locator(`#speedup .live ${BLUE_DOTS}`).last();
    await dot.hover({ force: true });
    await expect.poll(() => page.locator('#speedup .tip').textContent()).toMatch(/4 workers: 1\.82 \[1\.78, 1\.86\]/);
    await page.locator('#telemetry-1 .live svg').hover();
    await expect.poll(() => page.locator('#telemetry-1 .tip').textContent()).toMatch(/parallel_2: 10\d MiB/);
    expect(complaints).toEqual([]);
  });

  test('tables sort by keyboard', async () => {
    const { page } = await opened(address);
    const table = page.locator('#tables table').first();
    const names = () => table.locator('tbody th').allTextContents();
    const title = table.getByRole('button', { name: /^work( |$)/ });
    await title.focus();
    await page.keyboard.press('Enter');
    expect(await names()).toEqual(['parallel_2', 'parallel_4', 'sequential', 'parallel_1']);
    await page.keyboard.press('Space');
    expect(await names()).toEqual(['parallel_1', 'sequential', 'parallel_4', 'parallel_2']);
    expect(await table.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
  });

  test('the keyboard reaches links, theme, evidence and tables, in reading order', async () => {
    const { page } = await opened(address);
    const reached: string[] = [];
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(
        "(document.activeElement.textContent || document.activeElement.id || '').trim().slice(0, 60)",
      );
      if (name === '') break;
      reached.push(String(name));
    }
    const order = ['Skip to the answer', 'Answer', 'Dark', 'Evidence for slower', 'journal.jsonl'];
    const places = order.map((name) => reached.findIndex((each) => each.startsWith(name)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  test.each([
    [360, 'light'],
    [360, 'dark'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const)('axe finds nothing at %i px, %s', async (width, theme) => {
    const { page } = await opened(address, { width, theme });
    await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as {
      readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
    };
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)).toEqual([]);
  });

  test.each([360, 2560])('nothing is wider than the page at %i px', async (width) => {
    const { page } = await opened(address, { width });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await page.locator('#speedup .live svg').evaluate((svg) => svg.getBoundingClientRect().width)).toBeLessThan(
      width,
    );
  });

  test('without script it shows the same pictures, still', async () => {
    const { page, requests } = await opened(address, { script: false });
    const scripted = await opened(address);
    const figures = await scripted.page.locator('figure').count();
    expect(await page.locator('figure .still svg:visible').count()).toBe(figures);
    expect(await page.locator('#speedup .still circle title').allTextContents()).toContain(
      '4 workers: 1.82 [1.78, 1.86]',
    );
    expect(await page.locator('button:visible').count()).toBe(0);
    expect(requests).toHaveLength(PAGE_ITSELF);
  });

  test('the theme follows the system until the reader chooses, and the charts with it', async () => {
    const { page, complaints } = await opened(address, { theme: 'dark' });
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const blues = () => page.locator(`#speedup .live ${BLUE_DOTS}`).count();
    expect(await ground()).toBe('rgb(22, 24, 27)');
    expect(await blues()).toBe(0);
    await page.getByRole('button', { name: 'Change to the light theme' }).click();
    expect(await ground()).toBe('rgb(253, 253, 251)');
    expect(await blues()).toBe(3 + IN_LEGEND);
    expect(complaints).toEqual([]);
  });

  test('on paper the pictures are still and light', async () => {
    const { page } = await opened(address, { theme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.live:visible').count()).toBe(0);
    expect(await page.locator('.still svg:visible').count()).toBe(await page.locator('figure').count());
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(253, 253, 251)',
    );
    expect((await page.pdf()).subarray(0, 4).toString()).toBe('%PDF');
  });

  test('four tasks with twelve rows and ten rounds each stay under 1.5 MB', async () => {
    expect(Buffer.byteLength(html.render(manyCells(4, 12, 10)))).toBeLessThan(MOST_BYTES);
  });

  test.each([
    [1, 2000, 3],
    [100, 20, 3],
    [1, 5, 5000],
  ])('%i tasks with %i rows and %i rounds stay under it, and say what is left out', (tasks, rows, rounds) => {
    const page = html.render(manyCells(tasks, rows, rounds));
    expect(Buffer.byteLength(page)).toBeLessThan(MOST_BYTES);
    expect(page).toMatch(
      rounds === 5000
        ? /the mean of 25 rounds in a row/
        : /it shows \d+ of 2,000 rows[^.]+\. The CSV and report.json have all\./,
    );
  });

  test('long trials sampled as densely as it goes stay under it too, and say that points are left out', async () => {
    const page = html.render(sampled(manyCells(3, 48, 60), 600));
    expect(Buffer.byteLength(page)).toBeLessThan(MOST_BYTES);
    expect(page).toMatch(/To keep it small \d+ of \d+ points are drawn[^;]*; report\.json has them all\./);
    expect(page).toContain('10 of 60 rounds (report.json has all)');
  });

  test('200 hostile texts stay text: nothing runs, loads or adds an element', async () => {
    expect(ATTACKING_TEXTS).toHaveLength(200);
    for (let from = 0; from < ATTACKING_TEXTS.length; from += 20) {
      const texts = ATTACKING_TEXTS.slice(from, from + 20);
      const { page, requests, complaints } = await opened(written(hostiles(texts)));
      expect(await page.evaluate("typeof executed === 'undefined'")).toBe(true);
      expect(requests).toHaveLength(PAGE_ITSELF);
      expect(complaints).toEqual([]);
      expect(await page.locator('script').count()).toBe(2);
      expect(await page.locator('img, iframe, a[href^="javascript"], style:not(head *)').count()).toBe(0);
      const shown = (await page.locator('main').textContent()) ?? '';
      expect(texts.filter((text) => !shown.includes(visible(text)))).toEqual([]);
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      await page.close();
    }
  });
});
