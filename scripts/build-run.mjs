// Bundles what each trial loads, after tsc: a host, its workers and its watchdog are one file each in dist/.
// Every file more costs a process or a thread that imports it about a millisecond, and each folder between a
// worker's file and package.json a little; a pool's messages hold the file's path, so a short one is cheaper.
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: ['tinypool'],
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  outdir: 'dist',
  entryNames: '[name]',
};
const module = { ...common, format: 'esm', outExtension: { '.js': '.mjs' } };
const script = { ...common, format: 'cjs', outExtension: { '.js': '.cjs' } };

// A process starts 5 ms sooner from a script than from a module; a pool imports its workers' file, as a module.
await build({
  ...script,
  entryPoints: ['dist/src/run/host/host.js'],
  // What a source asks for by its own place it finds from the bundle, too: those that ask lie at this depth.
  define: { 'import.meta.url': 'sourceUrl' },
  banner: { js: "const sourceUrl=require('node:url').pathToFileURL(__dirname+'/src/run/host/host.js').href;" },
});
await build({ ...module, entryPoints: ['dist/src/run/worker/worker.js'] });
await build({ ...script, entryPoints: ['dist/src/run/supervisor/watchdog-process.js'] });
