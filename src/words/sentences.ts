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
const MOST_LINES = 3;
/** Letters of what failed, which may be a whole script. */
const LONGEST_FIRST = 120;
/** How runtimes and compilers begin the line that names the error; a program's or a file's name may stand before it. */
const NAMED_ERROR = /^(?:[\w./@-]+(?::\d+)*: )*(?:uncaught )?(?:[\w.]*(?:error|exception|panic)|fatal)\b/i;
/** Words of other lines that tell what went wrong. */
const TELLING =
  /error|exception|fail|fatal|panic|abort|cannot|can't|could not|unable|no such|not found|unknown|invalid|illegal|denied|refused|missing|killed|exhausted|out of memory|usage:/i;
/** Lines that tell nothing by themselves: frames of a stack, marks below a source line, the runtime's own name. */
const NOISE = /^at .*(?::\d+|\))$|^File ".*", line \d+|^[^\p{L}\p{N}]*$|^Node\.js v[\d.]+$/u;

/**
 * A fault in a sentence: its first line, which says what failed, and of the lines that a program wrote before those that
 * name the error, or else the last.
 */
export function faultInOneLine(message: string): string {
  const [first = '', ...lines] = message
    .replace(STYLES, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return [cutMiddle(first), mostTelling(lines).join(' / ')].filter((text) => text !== '').join(' ');
}

function mostTelling(lines: readonly string[]): readonly string[] {
  const [named, telling, others] = [
    lines.filter((line) => NAMED_ERROR.test(line)),
    lines.filter((line) => TELLING.test(line) && !NOISE.test(line)),
    lines.filter((line) => !NOISE.test(line)),
  ];
  return ([named, telling, others].find((found) => found.length > 0) ?? lines).slice(-MOST_LINES);
}

/** The end says how it failed. */
function cutMiddle(text: string): string {
  if (text.length <= LONGEST_FIRST) return text;
  return `${text.slice(0, LONGEST_FIRST / 2)}…${text.slice(-LONGEST_FIRST / 2)}`;
}
