// Bundles the HTML report's script and style sheet into dist/page/assets.js, with their hashes for its
// Content-Security-Policy. Runs after tsc: the colours come from the compiled palette.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { DARK_COLOURS, LIGHT_COLOURS, PICTURE_RULES } from '../dist/src/reporters/pictures/palette.js';

/** The licences of what is bundled ask for it. */
const NOTICE = `/* Holds parts of Apache ECharts (Copyright 2017-2026 The Apache Software Foundation, Apache-2.0) and
zrender (Copyright 2017 Baidu Inc., BSD-3-Clause); see THIRD_PARTY_NOTICES.md of kneepoint. */`;

async function bundled(entry, options = {}) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });
  return outputFiles[0].text.trim();
}

const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

const script = await bundled('src/reporters/html/page/main.ts', {
  format: 'iife',
  banner: { js: NOTICE },
  define: { 'process.env.NODE_ENV': '"production"' },
});
const dark = `:root{color-scheme:dark;${DARK_COLOURS}}`;
const colours = [
  `:root{color-scheme:light;${LIGHT_COLOURS}}`,
  `@media screen and (prefers-color-scheme:dark){${dark.replace(':root', ':root:not([data-theme=light])')}}`,
  `@media screen{${dark.replace(':root', ':root[data-theme=dark]')}}`,
];
const style = `${colours.join('')}${PICTURE_RULES}${await bundled('src/reporters/html/page/page.css')}`;
if (/<\/script|<!--/i.test(script) || /<\//.test(style)) throw new Error('the bundle could end its own element');

mkdirSync('dist/page', { recursive: true });
const exported = { script, scriptHash: hashOf(script), style, styleHash: hashOf(style) };
const lines = Object.entries(exported).map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`);
writeFileSync('dist/page/assets.js', lines.join(''));
