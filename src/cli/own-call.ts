/** Commands for the user to paste. */
import { basename, relative, sep } from 'node:path';
import { visible } from '../reporters/text/escape.js';

/** How this kneepoint was called: from a checkout, by npx, or by its name. */
export function ownCall(): string {
  const script = process.argv[1] ?? '';
  if (basename(script) === 'main.js') return `node ${shellWord(relative(process.cwd(), script))}`;
  return script.includes(`${sep}node_modules${sep}`) ? 'npx kneepoint' : 'kneepoint';
}

/** A text as a POSIX shell takes it for one word; hostile characters are shown escaped. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${visible(text).replaceAll("'", "'\\''")}'`;
}
