#!/usr/bin/env node
// The launcher: runs the built command line, and says what to do where it is not built.
import { existsSync } from 'node:fs';

const cli = new URL('./dist/src/cli/main.js', import.meta.url);
if (existsSync(cli)) {
  await import(cli.href);
} else {
  process.stderr.write('kneepoint is not built yet. Run "npm ci" (it builds), or "npm run build", in its folder.\n');
  process.exitCode = 70;
}
