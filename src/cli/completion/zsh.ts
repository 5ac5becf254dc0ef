import type { CompletionCommand, CompletionOption, CompletionTree, CompletionValue } from './tree.js';

/** A completion script for zsh. */
export function zshScript({ program, commands, options, defaultCommand }: CompletionTree): string {
  const functions = commands.map((command) => commandFunction(program, command, command.options));
  const start = { ...defaultCommand, name: '' };
  return `#compdef ${program}
# zsh completion for ${program}. Load it, after compinit, with:
#   source <(${program} completion zsh)

${functions.join('\n')}
${commandFunction(program, start, [...defaultCommand.options, ...options])}
_${program}_commands() {
  local -a commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}\n`).join('')}  )
  _describe -t commands command commands
}

_${program}() {
  case "$words[2]" in
    ${commands.map(({ name }) => name).join(' | ')})
      if (( CURRENT > 2 )); then
        local command="$words[2]"
        shift words
        (( CURRENT-- ))
        _${program}_command_$command
        return
      fi
      ;;
  esac
  (( CURRENT == 2 )) && [[ $words[2] != -* ]] && _${program}_commands
  _${program}_command_
}

compdef _${program} ${program}
`;
}

function commandFunction(
  program: string,
  { name, argument }: CompletionCommand,
  options: readonly CompletionOption[],
): string {
  const specs = options.map(optionSpec);
  if (argument !== null) specs.push(quoted(`*:${action(argument)}`));
  return `_${program}_command_${name}() {
  _arguments -s \\
${specs.map((spec) => `    ${spec}`).join(' \\\n')}
}
`;
}

/** `'(-c --config)'{-c,--config}'[text]:value:_files'`. */
function optionSpec({ flags, value, description }: CompletionOption): string {
  const text = `[${description.replace(/[[\]\\]/g, '\\$&')}]${value === null ? '' : `:${action(value)}`}`;
  const [only = '', ...others] = flags;
  if (others.length === 0) return quoted(only + text);
  return `'(${flags.join(' ')})'{${flags.join(',')}}${quoted(text)}`;
}

/** A message, and what completes. */
function action(value: CompletionValue): string {
  switch (value.kind) {
    case 'words':
      return value.list ? `names:_values -s , name ${value.words.join(' ')}` : `word:(${value.words.join(' ')})`;
    case 'task':
      return `task:{_alternative "tasks\\:task\\:(${value.words.join(' ')})" "files\\:file\\:_files"}`;
    case 'file':
      return 'file:_files';
    case 'folder':
      return 'folder:_files -/';
    case 'text':
      return 'value: ';
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
