import { showValue } from '../config/problems.js';
import { suggest } from '../config/suggest.js';
import { builtInTaskNames } from '../run/host/registry.js';
import { usageError } from './runs.js';

/** Words without a flag are the default command's: this refuses a mistyped command, and a second task. */
export function refuseWords(words: readonly string[], commands: readonly string[]): void {
  const [first] = words;
  if (first === undefined) return;
  const command = suggest(first, builtInTaskNames()) === null ? suggest(first, commands) : null;
  if (command !== null && !/[\\/.]/.test(first)) {
    const message = `there is no command or task ${showValue(first)}`;
    throw usageError('<task>', message, `did you mean "kneepoint ${command}"?`);
  }
  if (words.length > 1) {
    const hint = 'use --task-args for arguments, --ab for two versions';
    throw usageError('<task>', `expected one task, found ${words.length}`, hint);
  }
}
