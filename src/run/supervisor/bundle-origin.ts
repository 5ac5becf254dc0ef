import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** A bundle lies elsewhere than its sources: what they ask of their own place is answered by constants. */
export const ORIGIN_DEFINES: { readonly [expression: string]: string } = {
  'import.meta.url': '__kneepointUrl',
  'import.meta.filename': '__kneepointFile',
  'import.meta.dirname': '__kneepointFolder',
  __filename: '__kneepointFile',
  __dirname: '__kneepointFolder',
};

/** Gives every source file the constants of its own place, on its first line so that line numbers stay. */
export function originPlugin(): Plugin {
  return {
    name: 'origin',
    setup({ onLoad }) {
      onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        // On its first line, which is no script's first any more: its "#!" becomes a comment.
        return { contents: origin(path) + text.replace(/^#!/, '//'), loader: loaderOf(path) };
      });
    },
  };
}

/** How many columns the first line of a file was moved by. */
export function originLength(path: string): number {
  return origin(path).length;
}

function origin(path: string): string {
  const [url, file, folder] = [pathToFileURL(path).href, path, dirname(path)].map((text) => JSON.stringify(text));
  return `const __kneepointUrl = ${url}, __kneepointFile = ${file}, __kneepointFolder = ${folder}; `;
}

function loaderOf(path: string): 'ts' | 'tsx' | 'js' | 'jsx' {
  if (path.endsWith('x')) return path.endsWith('.tsx') ? 'tsx' : 'jsx';
  return /ts$/.test(path) ? 'ts' : 'js';
}
