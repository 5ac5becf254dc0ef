/**
 * V8's profiles as trees. A CPU profile is a tree of calls with the node that was on top at each sample; an
 * allocation profile is a tree of calls with the bytes that each node allocated (Chrome DevTools Protocol, domains
 * Profiler and HeapProfiler). What a task's process wrote is not trusted to be one.
 */
import type { ProfileKinds } from '../model/study.js';

/** A function's place as the profiler tells it; lines and columns from 0. */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** V8's names for what is no work: the tree's root, and samples with nothing to run. */
export const NO_WORK: ReadonlySet<string> = new Set(['(root)', '(idle)']);
/** The profiler's own calls, and all below them. */
export const PROFILER = 'node:inspector';

/** A call with what it cost by itself: seconds of CPU, or bytes. */
export interface CallNode {
  readonly frame: CallFrame;
  self: number;
  readonly children: CallNode[];
}

/** A profile's tree from its root; a forged one may have circles. Throws TypeError for what is no profile. */
export function profileTree(kind: keyof ProfileKinds, profile: unknown): CallNode {
  return kind === 'cpu' ? cpuTree(profile) : heapTree(record(profile).head);
}

/** A function's name for people. */
export function nameOf({ functionName }: CallFrame): string {
  return functionName === '' ? '(anonymous)' : functionName;
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
