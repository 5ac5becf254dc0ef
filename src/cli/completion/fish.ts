import type { CompletionCommand, CompletionOption, CompletionTree, CompletionValue } from './tree.js';

/** A completion script for fish. */
export function fishScript({ program, commands, options, defaultCommand }: CompletionTree): string {
  const names = commands.map(({ name }) => name).join(' ');
  const none = `not __fish_seen_subcommand_from ${names}`;
  const lines = [
    `# fish completion for ${program}. Load it with:`,
    `#   ${program} completion fish | source`,
    `complete -c ${program} -f`,
    ...commands.map(
      ({ name, description }) => `complete -c ${program} -n ${quoted(none)} -a ${name} -d ${quoted(description)}`,
    ),
    ...commandLines(program, defaultCommand, none),
    ...options.map((option) => optionLine(program, option, none)),
    ...commands.flatMap((command) => commandLines(program, command, `__fish_seen_subcommand_from ${command.name}`)),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(program: string, { options, argument }: CompletionCommand, condition: string): readonly string[] {
  const words = argument === null ? '' : completes(argument);
  return [
    ...(words === '' ? [] : [`complete -c ${program} -n ${quoted(condition)} ${words}`]),
    ...options.map((option) => optionLine(program, option, condition)),
  ];
}

function optionLine(program: string, { flags, value, description }: CompletionOption, condition: string): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const words = value === null ? '' : ` -r ${value.kind === 'text' ? '-f' : completes(value)}`;
  return `complete -c ${program} -n ${quoted(condition)} ${names.join(' ')}${words} -d ${quoted(description)}`;
}

/** What completes a value; fish offers files only when forced to. */
function completes(value: CompletionValue): string {
  switch (value.kind) {
    case 'words':
      return value.list ? `-f -a '(__fish_append , ${value.words.join(' ')})'` : `-f -a '${value.words.join(' ')}'`;
    case 'task':
      return `-F -a '${value.words.join(' ')}'`;
    case 'file':
      return '-F';
    case 'folder':
      return `-f -a '(__fish_complete_directories)'`;
    case 'text':
      return '';
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
