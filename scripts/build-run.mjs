// Bundles the programs, after tsc: the command line, and what each trial loads (a host, its workers and its
// watchdog) are one file each in dist/. Every file more costs a process or a thread that imports it about a
// millisecond, and each folder between a worker's file and package.json a little; a pool's messages hold the
// file's path, so a short one is cheaper.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { build } from 'esbuild';

/** What a source asks for by its own place it finds from the bundle, too. */
const ownPlaces = {
  name: 'own-places',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]dist[\\/]src[\\/].*\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const place = `const placeInSource = new URL(${JSON.stringify(relative('dist', path))}, bundleUrl).href; `;
      return { contents: text.includes('import.meta.url') ? place + text : text };
    });
  },
};

/** For packages that are scripts: what they require of Node. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  outdir: 'dist',
  metafile: true,
  define: { 'import.meta.url': 'placeInSource' },
  logLevel: 'warning',
};
const module = { ...common, format: 'esm', outExtension: { '.js': '.mjs' } };
const script = { ...common, format: 'cjs', outExtension: { '.js': '.cjs' } };
const trial = { external: ['tinypool'], minifyWhitespace: true, sourcemap: true, sourcesContent: false };

const built = await Promise.all([
  // Its lines stay as they are, for the stack of a bug report. What a command does not use is not evaluated.
  build({
    ...module,
    entryPoints: { cli: 'dist/src/cli/main.js' },
    mainFields: ['module', 'main'],
    external: ['esbuild', 'tinypool'],
    plugins: [ownPlaces],
    banner: { js: `${REQUIRE}\nconst bundleUrl = import.meta.url;` },
  }),
  // A process starts 5 ms sooner from a script than from a module; a pool imports its workers' file, as a module.
  build({
    ...script,
    ...trial,
    entryPoints: ['dist/src/run/host/host.js'],
    entryNames: '[name]',
    plugins: [ownPlaces],
    banner: { js: "const bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
  }),
  build({ ...module, ...trial, entryPoints: ['dist/src/run/dispatch/worker.js'], entryNames: '[name]' }),
  build({ ...script, ...trial, entryPoints: ['dist/src/run/host/watchdog-process.js'], entryNames: '[name]' }),
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
