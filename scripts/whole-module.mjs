// How to bundle a module of dist/src/ with all that it loads into one file.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/**
 * What a source asks for by its own place it finds from the bundle, too. A banner has to define `bundleUrl`: where
 * the bundle lies, or another file in dist/.
 * @type {import('esbuild').BuildOptions}
 */
export const ownPlaces = {
  define: { 'import.meta.url': 'placeInSource' },
  plugins: [
    {
      name: 'own-places',
      setup(builder) {
        builder.onLoad({ filter: /[\\/]dist[\\/]src[\\/].*\.js$/ }, ({ path }) => {
          const text = readFileSync(path, 'utf8');
          const place = `const placeInSource = new URL(${JSON.stringify(relative(DIST, path))}, bundleUrl).href; `;
          return { contents: text.includes('import.meta.url') ? place + text : text };
        });
      },
    },
  ],
};

/** Packages that find files of their own by their place, or are needed by few: they are imported where they lie. */
export const APART = ['tinypool', 'tinyglobby', 'koffi'];

/**
 * Options for a module with its packages; `bundleUrl` is an expression. What is not used at once is evaluated later.
 * @type {(bundleUrl: string) => import('esbuild').BuildOptions}
 */
export const wholeModule = (bundleUrl) => ({
  ...ownPlaces,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  external: ['esbuild', ...APART],
  logLevel: 'warning',
  banner: {
    js: `import { createRequire as requireFrom } from 'node:module';
const bundleUrl = ${bundleUrl};
// For packages that are scripts.
const require = requireFrom(bundleUrl);`,
  },
});
