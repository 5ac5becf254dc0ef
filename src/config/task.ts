/** The `task` key: a built-in's name or a module's path. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import type { StudyTask } from '../model/study.js';
import { runsLaw } from './counts.js';
import type { Executors, Inquiry } from './inquiry.js';
import { atPoints, type PointValues } from './points.js';
import { showValue } from './problems.js';
import { liesIn, projectOf } from './project.js';
import { didYouMean, suggest } from './suggest.js';

const MODULE_EXTENSIONS: readonly string[] = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];

/** The task that a config names, or a task for each point; null after a complaint. A built-in's name wins when there is no slash. */
export function chooseTask(inquiry: Inquiry, points: readonly PointValues[]): readonly StudyTask[] | null {
  const given = inquiry.config.task;
  const task = given === undefined ? noTask(inquiry) : taskOf(given, inquiry, 'task');
  return task === null ? null : atPoints([task], points);
}

/** Two tasks to compare, the first before, the second after; their names differ. Null after a complaint. */
export function choosePair(executors: Executors, inquiry: Inquiry): readonly StudyTask[] | null {
  const given = (inquiry.config.ab ?? []).filter((one) => typeof one === 'string');
  if (runsLaw(executors)) {
    inquiry.refuse('ab', [], 'two tasks are given, but the executor is "simulated"', 'plant two laws instead');
    return null;
  }
  const tasks = given.map((task) => taskOf(task, inquiry, 'ab')).filter((task) => task !== null);
  return tasks.length < 2 ? null : namedApart(tasks);
}

/** Two versions of one name get the sides as names; the first is before. */
export function namedApart(tasks: readonly StudyTask[]): readonly StudyTask[] {
  const [base, head] = tasks;
  if (base === undefined || head === undefined) return tasks;
  if (base.name !== head.name) return [base, head];
  return [
    { ...base, name: `${base.name} (base)` },
    { ...head, name: `${head.name} (head)` },
  ];
}

function taskOf(given: string, inquiry: Inquiry, key: 'task' | 'ab'): StudyTask | null {
  const { config, context } = inquiry;
  const args = config.task_args ?? null;
  if (context.builtIns.includes(given)) {
    return { name: given, given, args, subject: { kind: 'module', path: context.builtInPath(given) } };
  }
  const path = looksLikePath(given) ? findModule(given, inquiry, key) : unknownTask(given, inquiry, key);
  return path === null ? null : { name: moduleName(path), given, args, subject: { kind: 'module', path } };
}

/** A base name without its extension. */
function moduleName(path: string): string {
  return basename(path, extname(path));
}

function looksLikePath(task: string): boolean {
  return /[\\/]/.test(task) || MODULE_EXTENSIONS.includes(extname(task).toLowerCase());
}

function noTask(inquiry: Inquiry): null {
  if (inquiry.setting('task') !== undefined) return null;
  inquiry.missing(
    'task',
    'no task given',
    `name a built-in task (${inquiry.context.builtIns.join(', ')}) or a module's path`,
  );
  return null;
}

function unknownTask(task: string, inquiry: Inquiry, key: 'task' | 'ab'): null {
  const { builtIns } = inquiry.context;
  const hint = didYouMean(task, builtIns) ?? `built-in tasks: ${builtIns.join(', ')}; a path has a slash: ./my-task.ts`;
  inquiry.refuse(key, [], `unknown task ${showValue(task)}`, hint);
  return null;
}

function findModule(task: string, inquiry: Inquiry, key: 'task' | 'ab'): string | null {
  const path = resolve(inquiry.setting(key)?.folder ?? inquiry.context.cwd, task);
  const refusal = refusalOf(path);
  if (refusal === null) return isAllowed(path, inquiry, key) ? path : null;
  inquiry.refuse(key, [], `the task's module ${showPath(path)} ${refusal}`, siblingHint(path));
  return null;
}

/** Who runs a config file need not have read it: its task stays in its project unless the user says otherwise. */
function isAllowed(path: string, inquiry: Inquiry, key: 'task' | 'ab'): boolean {
  const setting = inquiry.setting(key);
  const where = setting?.where([], 'value');
  const isFromFile = where !== undefined && 'file' in where && where.file !== null;
  if (setting === undefined || !isFromFile || inquiry.config.allow_outside === true) return true;
  const project = projectOf(setting.folder);
  if (liesIn(path, project)) return true;
  const hint = 'allow it with --allow-outside or "allow_outside": true, or name the task by a flag';
  inquiry.refuse(
    key,
    [],
    `the task's module ${showPath(path)} lies outside the config's project ${showPath(project)}`,
    hint,
  );
  return false;
}

/** Paths are not cut as values are: their end is what tells them apart. */
function showPath(path: string): string {
  return path.length <= 60
    ? showValue(path)
    : `"${path.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '?').slice(0, 4096)}"`;
}

function refusalOf(path: string): string | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'does not exist';
    if (!stats.isFile()) return stats.isDirectory() ? 'is a folder' : 'is not a regular file';
  } catch {
    return 'cannot be read';
  }
  return MODULE_EXTENSIONS.includes(extname(path).toLowerCase())
    ? null
    : `does not end in ${MODULE_EXTENSIONS.join(', ')}`;
}

/** A module in the same folder whose name comes near, with or without its extension. */
function siblingHint(path: string): string | null {
  const modules = modulesIn(dirname(path));
  const near =
    modules.find((name) => basename(name, extname(name)) === basename(path)) ?? suggest(basename(path), modules);
  return near === null ? null : `did you mean ${showValue(near)}?`;
}

function modulesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => MODULE_EXTENSIONS.includes(extname(name).toLowerCase()));
  } catch {
    return [];
  }
}
