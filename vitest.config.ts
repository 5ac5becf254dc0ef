import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Folders whose tests change nothing in their own process: they share modules, which saves loading them anew. */
const QUIET = [
  'analysis',
  'check',
  'cli',
  'config',
  'doctor',
  'e2e',
  'plan',
  'probes',
  'reporters',
  'statistics',
  'store',
  'words',
].map((room) => `test/${room}/**/*.test.ts`);

/** What takes minutes, or programs that Node does not bring: the package, the container, the yardsticks, real programs. */
const LONG = 'test/long/**/*.test.ts';

export default defineConfig({
  resolve: { alias: { kneepoint: fileURLToPath(new URL('./src/index.ts', import.meta.url)) } },
  // The timeouts only end what hangs: how fast it was on a busy machine decides no test.
  test: {
    testTimeout: 300_000,
    // Where it is set, each process that is started reads the system's certificates, and takes 45 ms more to start.
    env: { NODE_EXTRA_CA_CERTS: '' },
    hookTimeout: 300_000,
    maxConcurrency: 4,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: [...QUIET, LONG] } },
      { extends: true, test: { name: 'quiet', include: QUIET, isolate: false } },
      { extends: true, test: { name: 'long', include: [LONG], isolate: false } },
    ],
  },
});
