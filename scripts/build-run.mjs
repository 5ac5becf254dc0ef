// Bundles the programs, after tsc: the command line, and what each trial loads (a host, its workers and its
// watchdog) are one file each in dist/. Every file more costs a process or a thread that imports it about a
// millisecond, and each folder between a worker's file and package.json a little; a pool's messages hold the
// file's path, so a short one is cheaper.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { APART, ownPlaces, wholeModule } from './whole-module.mjs';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: APART,
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
  outdir: 'dist',
  entryNames: '[name]',
};
const module = { ...common, format: 'esm', outExtension: { '.js': '.mjs' } };
const script = { ...common, format: 'cjs', outExtension: { '.js': '.cjs' } };

const built = await Promise.all([
  // Its lines stay as they are, for the stack of a bug report.
  build({
    ...wholeModule('import.meta.url'),
    entryPoints: ['dist/src/cli/main.js'],
    outfile: 'dist/cli.mjs',
    metafile: true,
  }),
  // A process starts 5 ms sooner from a script than from a module; a pool imports its workers' file, as a module.
  build({
    ...script,
    ...ownPlaces,
    entryPoints: ['dist/src/run/host/host.js'],
    banner: { js: "const bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
  }),
  build({ ...module, entryPoints: ['dist/src/run/worker/worker.js'] }),
  build({ ...script, entryPoints: ['dist/src/run/supervisor/watchdog-process.js'] }),
]);

const packages = new Set(
  built.flatMap(({ metafile }) =>
    Object.keys(metafile.inputs).flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []),
  ),
);
writeFileSync('dist/THIRD_PARTY_LICENSES.txt', [...packages].sort().map(licenceOf).join('\n\n'));

/** A package that is bundled and its licence; where it holds no text of one, what its manifest says. */
function licenceOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text =
    file === undefined ? `${license}, by ${author.name ?? author}` : readFileSync(`${folder}/${file}`, 'utf8').trim();
  return `${name} ${version}\n\n${text}\n`;
}
