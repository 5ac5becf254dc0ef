#!/usr/bin/env node
// The launcher: runs the built command line, and says what to do where it is not built.
import { existsSync } from 'node:fs';
import module from 'node:module';

// Newer versions of Node keep what they compiled: the command line starts sooner from its second call on.
module.enableCompileCache?.();

const cli = new URL('./dist/cli.mjs', import.meta.url);
if (existsSync(cli)) {
  await import(cli.href);
} else {
  process.stderr.write('kneepoint is not built yet. Run "npm ci" (it builds), or "npm run build", in its folder.\n');
  process.exitCode = 70;
}
