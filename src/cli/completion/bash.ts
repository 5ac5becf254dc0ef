import type { CompletionCommand, CompletionOption, CompletionTree, CompletionValue } from './tree.js';

/** A completion script for bash 4.4 and later. */
export function bashScript(tree: CompletionTree): string {
  const { program, commands, options, defaultCommand } = tree;
  const names = commands.map(({ name }) => name);
  const own = options.flatMap(({ flags }) => flags);
  return `# bash completion for ${program}. Load it with:
#   source <(${program} completion bash)

_${program}_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$cur")
}

_${program}_paths() {
  local path
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$cur")
  compopt -o filenames 2>/dev/null || :
}

# Words of a list that is separated by commas: what stands before the last comma stays.
_${program}_list() {
  local done="" word
  [[ $cur == *,* ]] && done="\${cur%,*},"
  while IFS= read -r word; do COMPREPLY+=("$done$word"); done < <(compgen -W "$1" -- "\${cur##*,}")
}

_${program}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" command="" i
  COMPREPLY=()
  # bash takes --flag=value for three words.
  if [[ $cur == = ]]; then cur=""; elif [[ $prev == = ]]; then prev="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      ${names.join(' | ')}) command="\${COMP_WORDS[i]}"; break ;;
    esac
  done
  case "$command" in
${commands.map((command) => commandCase(program, command)).join('')}    *)
${valueCases(program, [...defaultCommand.options, ...options])}      if [[ $cur == -* ]]; then
        _${program}_words '${[...flagsOf(defaultCommand), ...own].join(' ')}'
      else
        _${program}_words '${names.join(' ')}'
${complete(program, defaultCommand.argument, '        ')}      fi
      ;;
  esac
}

complete -F _${program} ${program}
`;
}

function commandCase(program: string, command: CompletionCommand): string {
  return `    ${command.name})
${valueCases(program, command.options)}      if [[ $cur == -* ]]; then
        _${program}_words '${flagsOf(command).join(' ')}'
      else
${complete(program, command.argument, '        ')}      fi
      ;;
`;
}

function flagsOf({ options }: CompletionCommand): readonly string[] {
  return options.flatMap(({ flags }) => flags);
}

/** What follows a flag that takes a value. */
function valueCases(program: string, options: readonly CompletionOption[]): string {
  const cases = options.flatMap(({ flags, value }) =>
    value === null
      ? []
      : [`        ${flags.join(' | ')})\n${complete(program, value, '          ')}          return ;;\n`],
  );
  return cases.length === 0 ? '' : `      case "$prev" in\n${cases.join('')}      esac\n`;
}

/** The lines that complete one value. */
function complete(program: string, value: CompletionValue | null, indent: string): string {
  const words = (call: string, list: readonly string[]) => `${indent}_${program}_${call} '${list.join(' ')}'\n`;
  switch (value?.kind) {
    case 'words':
      return words(value.list ? 'list' : 'words', value.words);
    case 'task':
      return `${words('words', value.words)}${indent}_${program}_paths -f\n`;
    case 'file':
      return `${indent}_${program}_paths -f\n`;
    case 'folder':
      return `${indent}_${program}_paths -d\n`;
    default:
      return `${indent}:\n`;
  }
}
