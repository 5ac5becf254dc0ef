/** Colours of pictures, in light and in dark, and the rules that use them. Texts are legible on them by WCAG 2.2, 1.4.3. */
import type { Colour } from './picture.js';

interface Shades {
  readonly series: { readonly [colour in Colour]: string };
  readonly paper: string;
  readonly hairline: string;
  /** For text on a segment of a series' colour. */
  readonly on: { readonly [colour in Colour]?: string };
}

/** Okabe & Ito's colours; the dark set is lightened so that each keeps its name. */
const LIGHT: Shades = {
  series: {
    blue: '#0072b2',
    vermillion: '#d55e00',
    green: '#009e73',
    purple: '#cc79a7',
    orange: '#e69f00',
    sky: '#56b4e9',
    ink: '#1d1f23',
    quiet: '#5f646c',
  },
  paper: '#fdfdfb',
  hairline: '#e3e2dc',
  on: { blue: '#ffffff', quiet: '#ffffff' },
};

const DARK: Shades = {
  series: {
    blue: '#5aaeea',
    vermillion: '#f27f45',
    green: '#2fc096',
    purple: '#dd98bf',
    orange: '#ecb03a',
    sky: '#96d5f7',
    ink: '#eae9e5',
    quiet: '#a3a8b0',
  },
  paper: '#16181b',
  hairline: '#2f3339',
  on: {},
};

const COLOURS = Object.keys(LIGHT.series) as readonly Colour[];

/** Text on a segment is dark unless its colour asks for white. */
const DARK_TEXT = '#111315';

function declarations({ series, paper, hairline, on }: Shades): string {
  const shades = COLOURS.map((colour) => `--${colour}:${series[colour]};--on-${colour}:${on[colour] ?? DARK_TEXT}`);
  return `${shades.join(';')};--paper:${paper};--hairline:${hairline}`;
}

/** The light set as CSS custom properties, and the dark one. */
export const LIGHT_COLOURS = declarations(LIGHT);
export const DARK_COLOURS = declarations(DARK);

/** What a picture's classes mean; needs the custom properties of one set. */
export const PICTURE_RULES = [
  '.picture{font:13px system-ui,-apple-system,Segoe UI,Roboto,Helvetica Neue,Arial,sans-serif;color:var(--ink)}',
  '.picture text{fill:var(--ink);font-variant-numeric:tabular-nums}.picture .quiet{fill:var(--quiet)}',
  '.picture .grid{stroke:var(--hairline)}.picture .axis{stroke:var(--quiet)}',
  '.picture .named{font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}',
  '.picture .hole{fill:var(--paper)}',
  ...COLOURS.map((colour) => `.c-${colour}{color:var(--${colour})}.picture .on-${colour}{fill:var(--on-${colour})}`),
].join('');
