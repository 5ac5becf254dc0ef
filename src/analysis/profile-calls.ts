/** The calls of several workers' profiles as one tree, as a flame graph draws it. */
import type { ProfileKinds } from '../model/study.js';
import type { ProfileCall } from '../model/trial.js';
import { type CallFrame, type CallNode, NO_WORK, nameOf, PROFILER, profileTree } from './profile-tree.js';

/** Calls of a tree: the largest, each at least this share of the whole. Smaller ones are too narrow to be seen. */
const MOST_CALLS = 200;
const LEAST_SHARE = 0.005;

/** What is deeper counts as its caller's. */
const MOST_DEPTH = 40;

/** How all that runs the task is named: its own frames would be most of a tree. */
const HARNESS = '(what runs the task)';

/** What tells calls about frames: where a function lies, and whether it is kneepoint's or its pool's. */
export interface Places {
  readonly locate: (frame: CallFrame) => string;
  readonly isHarness: (frame: CallFrame) => boolean;
}

interface Call {
  readonly functionName: string;
  readonly location: string;
  readonly depth: number;
  readonly parent: Call | null;
  readonly children: Map<string, Call>;
  total: number;
}

/**
 * The calls that cost most, callers first, siblings by what they cost. Calls of one function by one caller are one, of
 * all workers; frames of what runs the task are left out, and what they call stands in their place. Throws TypeError
 * for what is no profile.
 */
export function topCalls(
  kind: keyof ProfileKinds,
  profiles: readonly unknown[],
  places: Places,
): readonly ProfileCall[] {
  const root = callOf('', '', null);
  const all: Call[] = [];
  for (const profile of profiles) merge(profileTree(kind, profile), root, places, all);
  for (const call of all.toReversed()) if (call.parent !== null) call.parent.total += call.total;
  const whole = root.total;
  const largest = all
    .filter(({ total }) => total >= LEAST_SHARE * whole && total > 0)
    .toSorted((a, b) => b.total - a.total);
  return preorder(root, new Set(largest.slice(0, MOST_CALLS)), whole);
}

/** Adds a profile's own costs to the calls below `root`. Without recursion of our own: a task's may be thousands deep. */
function merge(tree: CallNode, root: Call, places: Places, all: Call[]): void {
  const seen = new Set<CallNode>([tree]);
  const open = [{ node: tree, into: root }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const node of next.node.children) {
      if (seen.has(node) || node.frame.url === PROFILER || NO_WORK.has(nameOf(node.frame))) continue;
      seen.add(node);
      const isHarness = places.isHarness(node.frame);
      const into = isHarness ? next.into : childOf(next.into, nameOf(node.frame), places.locate(node.frame), all);
      const owner = isHarness ? childOf(root, HARNESS, '', all) : into;
      owner.total += node.self;
      open.push({ node, into });
    }
  }
}

/** The call of a function by a caller: the caller itself where it calls itself, or is as deep as it goes. */
function childOf(caller: Call, functionName: string, location: string, all: Call[]): Call {
  const key = JSON.stringify([functionName, location]);
  const known = caller.children.get(key);
  if (known !== undefined) return known;
  const isSame = caller.functionName === functionName && caller.location === location;
  if (isSame || caller.depth >= MOST_DEPTH) return caller;
  const call = callOf(functionName, location, caller);
  caller.children.set(key, call);
  all.push(call);
  return call;
}

function callOf(functionName: string, location: string, parent: Call | null): Call {
  return {
    functionName,
    location,
    parent,
    depth: parent === null ? -1 : parent.depth + 1,
    children: new Map(),
    total: 0,
  };
}

/** A caller costs at least what it calls does, so that no kept call lacks its caller. */
function preorder(caller: Call, kept: ReadonlySet<Call>, whole: number): readonly ProfileCall[] {
  const children = [...caller.children.values()].filter((call) => kept.has(call));
  return children
    .toSorted((a, b) => b.total - a.total)
    .flatMap((call) => {
      const { functionName, location, depth, total } = call;
      return [{ functionName, location, depth, total, share: total / whole }, ...preorder(call, kept, whole)];
    });
}
