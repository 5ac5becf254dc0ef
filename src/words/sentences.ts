/** A text that begins a sentence: its first letter is a capital. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A sentence that goes on in another: its first letter is small. */
export function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Colours and other styles of a terminal, as programs write them (ECMA-48: CSI … m). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape is what it looks for
const STYLES = /\u001b\[[\d;:]*m/g;
/** Lines of a program's output that a sentence has room for. */
const LAST_LINES = 3;

/** A fault in a sentence: its first line, which says what failed, and the last of the lines that a program wrote before. */
export function faultInOneLine(message: string): string {
  const [first = '', ...lines] = message
    .replace(STYLES, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return [first, lines.slice(-LAST_LINES).join(' / ')].filter((text) => text !== '').join(' ');
}
