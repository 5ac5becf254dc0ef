import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Rooms whose tests start no process and leave nothing in theirs: they share modules, which saves loading them anew. */
const PURE = ['analysis', 'check', 'cli', 'config', 'doctor', 'plan', 'probes', 'reporters', 'store'].map(
  (room) => `test/${room}/**/*.test.ts`,
);

export default defineConfig({
  resolve: { alias: { kneepoint: fileURLToPath(new URL('./src/index.ts', import.meta.url)) } },
  // The timeouts only end what hangs: how fast it was on a busy machine decides no test.
  test: {
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxConcurrency: 4,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: PURE } },
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
    ],
  },
});
