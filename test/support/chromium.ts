/** A real browser for what is to be seen in one. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const PLACES = [
  process.env.KNEEPOINT_CHROMIUM ?? '',
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];

/** Where Chromium is; null where it is not installed. */
export const CHROMIUM = PLACES.find((path) => path !== '' && existsSync(path)) ?? null;

/** What a skipped test says. */
export const NO_CHROMIUM = 'no Chromium: install chromium-headless-shell, or name one in KNEEPOINT_CHROMIUM';

/** One browser for a test file. */
export function ownBrowser(): { readonly browser: Browser } {
  const own: { browser: Browser | null } = { browser: null };
  beforeAll(async () => {
    if (CHROMIUM === null) return;
    own.browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await own.browser?.close();
  });
  return own as { readonly browser: Browser };
}
