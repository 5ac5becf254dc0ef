import { builtInTaskNames, loadExecutors } from '../run/host/registry.js';
import { bashScript } from './completion/bash.js';
import { fishScript } from './completion/fish.js';
import { type CompletionTree, completionTree, type ReadableCommand } from './completion/tree.js';
import { zshScript } from './completion/zsh.js';
import { EXIT } from './exit-status.js';
import { print } from './terminal.js';

/** The shells that there are scripts for. */
export type Shell = 'bash' | 'zsh' | 'fish';

const SCRIPTS: { readonly [shell in Shell]: (tree: CompletionTree) => string } = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `kneepoint completion`: prints a script that completes this very program's commands, flags and names. */
export async function completionCommand(shell: Shell, program: ReadableCommand): Promise<number> {
  const executors = (await loadExecutors()).filter(({ traits }) => traits.mostWorkers > 0);
  const names = { tasks: builtInTaskNames(), executors: executors.map(({ name }) => name) };
  print(SCRIPTS[shell](completionTree(program, names)));
  return EXIT.done;
}
