import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { kneepoint: fileURLToPath(new URL('./src/index.ts', import.meta.url)) } },
  // The timeouts only end what hangs: how fast it was on a busy machine decides no test.
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxConcurrency: 4,
    maxWorkers: 2,
  },
});
