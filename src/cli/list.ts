import type { Command } from '@commander-js/extra-typings';
import Table from 'cli-table3';
import { builtInTaskNames, builtInTaskPath, loadExecutors } from '../run/host/registry.js';
import type { Task } from '../seams/task.js';
import { print, screens } from './terminal.js';

const EXAMPLES = `
Examples:
  $ kneepoint list
  $ kneepoint list --json`;

interface ListedTask {
  readonly name: string;
  readonly summary: string;
  readonly args: readonly { readonly name: string; readonly default: unknown }[];
}

/** `kneepoint list`: the built-in tasks with arguments and defaults, and the executors. */
export default function defineList(command: Command): void {
  command
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }) => {
      const tasks = await Promise.all(builtInTaskNames().map(listTask));
      const executors = await loadExecutors();
      const listed = { tasks, executors: executors.map(({ name, summary }) => ({ name, summary })) };
      print(json === true ? `${JSON.stringify(listed, null, 2)}\n` : asText(listed));
    });
}

async function listTask(name: string): Promise<ListedTask> {
  const { default: task } = (await import(builtInTaskPath(name))) as { readonly default: Task };
  const defaults = task.args ?? [];
  const names = task.argNames ?? defaults.map((_, i) => `argument ${i + 1}`);
  return {
    name,
    summary: task.summary ?? '',
    args: names.map((arg, i) => ({ name: arg, default: defaults[i] ?? null })),
  };
}

function asText({
  tasks,
  executors,
}: {
  readonly tasks: readonly ListedTask[];
  readonly executors: readonly { name: string; summary: string }[];
}): string {
  const taskTable = table(['Task', 'What a unit does', 'task_args (defaults)'], [13, 31, 32]);
  for (const { name, summary, args } of tasks) {
    taskTable.push([name, summary, args.map(argText).join('\n')]);
  }
  const executorTable = table(['Executor', 'How it runs units'], [13, 64]);
  for (const { name, summary } of executors) executorTable.push([name, summary]);
  return `${taskTable}\n\n${executorTable}\n\nYour own: kneepoint run ./my-task.ts (its default export is the task).\n`;
}

function argText(arg: ListedTask['args'][number]): string {
  return arg.default === null ? arg.name : `${arg.name}: ${JSON.stringify(arg.default)}`;
}

function table(head: string[], colWidths: number[]): InstanceType<typeof Table> {
  const style = screens.out.colour ? {} : { head: [], border: [] };
  return new Table({ head, colWidths, wordWrap: true, style });
}
