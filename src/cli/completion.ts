import { Argument, type Command } from '@commander-js/extra-typings';
import { builtInTaskNames, loadExecutors } from '../run/host/registry.js';
import type { CommandLine } from './command.js';
import { bashScript } from './completion/bash.js';
import { fishScript } from './completion/fish.js';
import { completionTree } from './completion/tree.js';
import { zshScript } from './completion/zsh.js';
import { print } from './terminal.js';

const EXAMPLES = `
Examples:
  $ source <(kneepoint completion bash)  for this session; or into ~/.bashrc
  $ source <(kneepoint completion zsh)   after compinit; or into ~/.zshrc
  $ kneepoint completion fish > ~/.config/fish/completions/kneepoint.fish`;

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `kneepoint completion`: prints a script that completes this very program's commands, flags and names. */
export default function defineCompletion(command: Command, line: CommandLine): void {
  command
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh', 'fish'] as const))
    .addHelpText('after', EXAMPLES)
    .action(async (shell) => {
      const executors = (await loadExecutors()).filter(({ traits }) => traits.mostWorkers > 0);
      const names = { tasks: builtInTaskNames(), executors: executors.map(({ name }) => name) };
      print(SCRIPTS[shell](completionTree(await line.whole(), names)));
    });
}
