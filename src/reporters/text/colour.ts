import type { Finding } from '../../model/finding.js';

/** The few styles of terminal output (ECMA-48 SGR: on, off). Pure: whether to use them is the caller's. */
const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** A style by name. */
export type Style = keyof typeof STYLES;

/** How the severity of a finding is shown. */
export const SEVERITY_STYLES: { readonly [severity in Finding['severity']]: Style } = {
  critical: 'red',
  warning: 'yellow',
  info: 'cyan',
};

/** Puts a style on a text, or leaves it. */
export type Paint = (style: Style, text: string) => string;

/** Paints with escape sequences when `colour`, and changes nothing otherwise. */
export function painter(colour: boolean): Paint {
  return (style, text) => {
    if (!colour || text === '') return text;
    const [on, off] = STYLES[style];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
