/**
 * V8's profiles as tables of functions. A CPU profile is a tree of calls with the node that was on top at
 * each sample; an allocation profile is a tree of calls with the bytes that each node allocated (Chrome
 * DevTools Protocol, domains Profiler and HeapProfiler). What a task's process wrote is not trusted to be one.
 */
import type { ProfileKinds } from '../model/study.js';
import type { ProfileRow } from '../model/trial.js';

/** A function's place as the profiler tells it; lines and columns from 0. */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** What one function cost one worker: seconds of CPU, or bytes. */
export type FunctionCost = Omit<ProfileRow, 'share'>;

/** Rows of a table. */
const TOP = 20;
/** V8's names for what is no work: the tree's root, and samples with nothing to run. */
const NO_WORK = new Set(['(root)', '(idle)']);
/** The profiler's own calls, and all below them. */
const PROFILER = 'node:inspector';

interface CallNode {
  readonly frame: CallFrame;
  self: number;
  readonly children: CallNode[];
}

/** The costs of a profile by function; `locate` names a function's place. Throws TypeError for what is no profile. */
export function functionCosts(
  kind: keyof ProfileKinds,
  profile: unknown,
  locate: (frame: CallFrame) => string,
): readonly FunctionCost[] {
  const root = kind === 'cpu' ? cpuTree(profile) : heapTree(record(profile).head);
  return sumByFunction(root, locate);
}

/** The costs of several workers as one table: the top 20 by their own cost. */
export function topFunctions(workers: readonly (readonly FunctionCost[])[]): readonly ProfileRow[] {
  const merged = new Map<string, FunctionCost>();
  for (const cost of workers.flat()) merge(merged, cost);
  const all = [...merged.values()];
  const whole = all.reduce((sum, { self }) => sum + self, 0);
  return all
    .toSorted((a, b) => b.self - a.self || b.total - a.total)
    .slice(0, TOP)
    .map((cost) => ({ ...cost, share: whole === 0 ? 0 : cost.self / whole }));
}

function merge(costs: Map<string, FunctionCost>, cost: FunctionCost): void {
  const key = JSON.stringify([cost.functionName, cost.location]);
  const known = costs.get(key);
  const { self, total } = known ?? { self: 0, total: 0 };
  costs.set(key, { ...cost, self: self + cost.self, total: total + cost.total });
}

/** A sample stands for the time until the next one, in microseconds. */
function cpuTree(profile: unknown): CallNode {
  const { nodes, samples, timeDeltas } = record(profile);
  const entries = list(nodes).map(record);
  const byId = new Map(entries.map((entry) => [entry.id, callNode(entry)]));
  for (const { id, children } of entries) {
    const found = list(children ?? []).map((child) => byId.get(child));
    (byId.get(id) as CallNode).children.push(...found.filter((child) => child !== undefined));
  }
  const deltas = list(timeDeltas);
  for (const [i, id] of list(samples).entries()) {
    const node = byId.get(id);
    if (node !== undefined) node.self += Math.max(0, Number(deltas[i + 1] ?? 0)) / 1e6;
  }
  const root = entries[0] === undefined ? undefined : byId.get(entries[0].id);
  if (root === undefined) throw new TypeError('the profile has no calls');
  return root;
}

function heapTree(head: unknown): CallNode {
  const entry = record(head);
  const root = callNode(entry);
  const open = [{ entry, node: root }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    next.node.self = Number(next.entry.selfSize) || 0;
    for (const child of list(next.entry.children ?? []).map(record)) {
      const node = callNode(child);
      next.node.children.push(node);
      open.push({ entry: child, node });
    }
  }
  return root;
}

/**
 * Each function's own cost, and its total: that of every call of it with all below, a recursion counted once.
 * Without recursion of our own, for a task's may be thousands deep.
 */
function sumByFunction(root: CallNode, locate: (frame: CallFrame) => string): readonly FunctionCost[] {
  const costs = new Map<string, FunctionCost>();
  const seen = new Set<CallNode>();
  const stack: Visit[] = [visit(root, locate)];
  const active = new Map<string, number>();
  while (stack.length > 0) {
    const top = stack.at(-1) as Visit;
    const child = top.node.children[top.next++];
    if (child === undefined) {
      stack.pop();
      active.set(top.key, (active.get(top.key) ?? 1) - 1);
      const parent = stack.at(-1);
      if (parent !== undefined) parent.below += top.below;
      if (NO_WORK.has(top.functionName)) continue;
      const isOutermost = active.get(top.key) === 0;
      const { functionName, location, node, below } = top;
      merge(costs, { functionName, location, self: node.self, total: isOutermost ? below : 0 });
    } else if (!seen.has(child) && child.frame.url !== PROFILER) {
      seen.add(child);
      const next = visit(child, locate);
      active.set(next.key, (active.get(next.key) ?? 0) + 1);
      stack.push(next);
    }
  }
  return [...costs.values()];
}

/** A node on the way through the tree. */
interface Visit {
  readonly node: CallNode;
  readonly functionName: string;
  readonly location: string;
  readonly key: string;
  /** Index of the child to see next. */
  next: number;
  /** Cost of the node with all that was seen below it. */
  below: number;
}

function visit(node: CallNode, locate: (frame: CallFrame) => string): Visit {
  const functionName = node.frame.functionName === '' ? '(anonymous)' : node.frame.functionName;
  const location = locate(node.frame);
  return { node, functionName, location, key: JSON.stringify([functionName, location]), next: 0, below: node.self };
}

function callNode(entry: { readonly [field: string]: unknown }): CallNode {
  const { functionName, url, lineNumber, columnNumber } = record(entry.callFrame);
  const frame = {
    functionName: String(functionName ?? ''),
    url: String(url ?? ''),
    lineNumber: Number(lineNumber ?? -1),
    columnNumber: Number(columnNumber ?? -1),
  };
  return { frame, self: 0, children: [] };
}

function record(value: unknown): { readonly [field: string]: unknown } {
  if (typeof value !== 'object' || value === null) throw new TypeError('this is not a profile');
  return value as { readonly [field: string]: unknown };
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('this is not a profile');
  return value;
}
