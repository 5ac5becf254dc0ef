/**
 * The README's picture: the head of a real report, as Chromium draws it.
 *
 *   npm run picture -- results/sort__…/report.html      writes docs/report.png
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [report] = process.argv.slice(2);
if (report === undefined || !existsSync(report)) {
  process.stderr.write('Name a report: npm run picture -- results/sort__…/report.html\n');
  process.exit(2);
}
const executablePath = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 1600 }, deviceScaleFactor: 1 });
await page.goto(pathToFileURL(resolve(report)).href);
await page.screenshot({ path: fileURLToPath(new URL('../docs/report.png', import.meta.url)), animations: 'disabled' });
await browser.close();
