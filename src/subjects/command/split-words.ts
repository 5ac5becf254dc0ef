/**
 * One string as an argument list, split as a shell would do it, with no shell. shell-quote does the splitting;
 * string-argv and args-tokenizer read backslashes otherwise, and shlex keeps `|` and `>` as plain words.
 */
import { parse } from 'shell-quote';
import { CommandError } from './program.js';

const CURE = 'use --shell, or quote it';

/**
 * Splits on blanks outside quotes; quotes and backslashes mean what they mean to a POSIX shell.
 * @throws CommandError where only a shell could do what is asked (pipes, redirections, variables, patterns,
 * substitution), where a quote stays open, or where there is no word
 */
export function splitWords(text: string): readonly string[] {
  refuseOpenQuotes(text);
  const words = parse(text.replaceAll('\\\n', ''), refuseVariable).map((token) => {
    if (typeof token === 'string') return token;
    if ('comment' in token) throw refusal(`# begins a comment`);
    if (token.op === 'glob') throw refusal(`the pattern ${token.pattern} is expanded by a shell only`);
    throw refusal(`${token.op} needs a shell`);
  });
  if (words.length === 0) throw new CommandError('the command is empty');
  return words;
}

function refuseVariable(name: string): never {
  throw refusal(name === '' ? '$ needs a shell' : `$${name} is replaced by a shell only`);
}

/** What shell-quote lets pass: quotes that stay open, and commands whose output would be put in. */
function refuseOpenQuotes(text: string): void {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string;
    if (quote === "'") {
      if (letter === "'") quote = '';
    } else if (letter === '\\') at++;
    else if (letter === '`' || (letter === '$' && text[at + 1] === '(')) {
      throw refusal(`${letter === '`' ? letter : '$('} needs a shell`);
    } else if (letter === quote) quote = '';
    else if (quote === '' && (letter === '"' || letter === "'")) quote = letter;
  }
  if (quote !== '') throw new CommandError(`the quote ${quote} stays open`);
}

function refusal(reason: string): CommandError {
  return new CommandError(`${reason}: ${CURE}`);
}
