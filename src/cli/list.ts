import type { Command } from '@commander-js/extra-typings';
import Table from 'cli-table3';
import { usageError } from '../config/problems.js';
import { suggest } from '../config/suggest.js';
import { builtInTaskNames, builtInTaskPath, loadExecutors } from '../run/host/registry.js';
import type { Task } from '../seams/task.js';
import { print, screens } from './terminal.js';

const EXAMPLES = `
Examples:
  $ kneepoint list
  $ kneepoint list crypto-sign
  $ kneepoint list --json`;

interface ListedTask {
  readonly name: string;
  readonly summary: string;
  readonly args: readonly { readonly name: string; readonly default: unknown }[];
}

/** A row of what a task's arguments can be. */
type Choice = { readonly [column: string]: string };

/** `kneepoint list`: the built-in tasks with arguments and defaults, and the executors; or one task with its choices. */
export default function defineList(command: Command): void {
  command
    .argument('[task]', 'a built-in task: what its arguments can be here')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name, { json }) => {
      const [listed, text] = name === undefined ? await listAll() : await listOne(name);
      print(json === true ? `${JSON.stringify(listed, null, 2)}\n` : text);
    });
}

async function listAll(): Promise<readonly [listed: object, text: string]> {
  const tasks = await Promise.all(builtInTaskNames().map(async (name) => listTask(name, await loadBuiltIn(name))));
  const executors = (await loadExecutors()).map(({ name, summary }) => ({ name, summary }));
  const executorTable = table(['Executor', 'How it runs units'], [13, 64]);
  for (const { name, summary } of executors) executorTable.push([name, summary]);
  const own = 'Your own: kneepoint run ./my-task.ts (its default export is the task).';
  return [{ tasks, executors }, `${taskTable(tasks)}\n\n${executorTable}\n\n${own}\n`];
}

async function listOne(name: string): Promise<readonly [listed: object, text: string]> {
  const names = builtInTaskNames();
  if (!names.includes(name)) {
    const near = suggest(name, names);
    const hint = near === null ? 'see kneepoint list' : `did you mean "${near}"?`;
    throw usageError('<task>', `there is no built-in task ${JSON.stringify(name)}`, hint);
  }
  const task = await loadBuiltIn(name);
  const listed = listTask(name, task);
  const choices = task.choices?.() ?? [];
  return [{ ...listed, choices }, [taskTable([listed]), ...choiceTable(choices)].join('\n\n').concat('\n')];
}

async function loadBuiltIn(name: string): Promise<Task> {
  return ((await import(builtInTaskPath(name))) as { readonly default: Task }).default;
}

function listTask(name: string, task: Task): ListedTask {
  const defaults = task.args ?? [];
  const names = task.argNames ?? defaults.map((_, i) => `argument ${i + 1}`);
  return {
    name,
    summary: task.summary ?? '',
    args: names.map((arg, i) => ({ name: arg, default: defaults[i] ?? null })),
  };
}

function taskTable(tasks: readonly ListedTask[]): string {
  const shown = table(['Task', 'What a unit does', 'task_args (defaults)'], [13, 31, 32]);
  for (const { name, summary, args } of tasks) shown.push([name, summary, args.map(argText).join('\n')]);
  return shown.toString();
}

/** A line a choice, as narrow as its texts. */
function choiceTable(choices: readonly Choice[]): readonly string[] {
  const [first] = choices;
  if (first === undefined) return [];
  const columns = Object.keys(first);
  const shown = table(
    columns,
    Array.from(columns, () => null),
    { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  );
  for (const choice of choices) shown.push(columns.map((column) => choice[column] ?? ''));
  return [shown.toString()];
}

function argText(arg: ListedTask['args'][number]): string {
  return arg.default === null ? arg.name : `${arg.name}: ${JSON.stringify(arg.default)}`;
}

function table(head: string[], colWidths: (number | null)[], chars = {}): InstanceType<typeof Table> {
  const style = screens.out.colour ? {} : { head: [], border: [] };
  return new Table({ head, colWidths, wordWrap: true, style, chars });
}
