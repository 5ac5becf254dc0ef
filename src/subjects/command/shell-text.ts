/**
 * Values in a text that a shell reads. Whatever a value holds, it stays a value: by itself it is one word, within the
 * text's own quotes a part of what they hold. An empty one is nothing, as in a person's own text.
 */

/** What a shell takes a character of a text for. */
type Reading = 'bare' | 'single' | 'double' | 'backquoted';

/** What no shell reads as anything but itself. */
const PLAIN = /^[\w@%+=:,./-]*$/;

/** A value as it is to stand at a position in a shell's text. */
export function shellValue(text: string, position: number, value: string): string {
  if (PLAIN.test(value)) return value;
  const reading = readingAt(text, position);
  if (reading === 'single') return value.replaceAll("'", `'\\''`);
  if (reading === 'double') return value.replace(/["$`\\]/g, '\\$&');
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Whether a value that is not plain cannot be quoted there: within backquotes, and in a text with a here-document. */
export function isBeyondQuoting(text: string, position: number, value: string): boolean {
  return !PLAIN.test(value) && (text.includes('<<') || readingAt(text, position) === 'backquoted');
}

/** How a POSIX shell reads the character at a position; what `$(` opens is read anew. */
function readingAt(text: string, position: number): Reading {
  const open: (Reading | 'parenthesis')[] = [];
  for (let at = 0; at < position; at++) {
    const within = open.at(-1);
    const one = text[at];
    if (within === 'single') {
      if (one === "'") open.pop();
    } else if (one === '\\') at++;
    else if (one === '"') toggle(open, 'double');
    else if (one === '`') toggle(open, 'backquoted');
    else if (one === '$' && text[at + 1] === '(') {
      open.push('parenthesis');
      at++;
    } else if (within !== 'double') {
      if (one === "'") open.push('single');
      else if (one === '(') open.push('parenthesis');
      else if (one === ')' && within === 'parenthesis') open.pop();
    }
  }
  if (open.includes('backquoted')) return 'backquoted';
  const last = open.at(-1);
  return last === undefined || last === 'parenthesis' ? 'bare' : last;
}

function toggle(open: (Reading | 'parenthesis')[], mark: Reading): void {
  if (open.at(-1) === mark) open.pop();
  else open.push(mark);
}
