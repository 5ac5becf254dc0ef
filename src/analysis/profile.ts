/** V8's profiles as tables of functions. */
import type { ProfileKinds } from '../model/study.js';
import type { ProfileRow } from '../model/trial.js';
import { type CallFrame, type CallNode, NO_WORK, nameOf, PROFILER, profileTree } from './profile-tree.js';

/** What one function cost one worker: seconds of CPU, or bytes. */
export type FunctionCost = Omit<ProfileRow, 'share'>;

/** Rows of a table. */
export const TOP = 20;
/** The costs of a profile by function; `locate` names a function's place. Throws TypeError for what is no profile. */
export function functionCosts(
  kind: keyof ProfileKinds,
  profile: unknown,
  locate: (frame: CallFrame) => string,
): readonly FunctionCost[] {
  return sumByFunction(profileTree(kind, profile), locate);
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
  const functionName = nameOf(node.frame);
  const location = locate(node.frame);
  return { node, functionName, location, key: JSON.stringify([functionName, location]), next: 0, below: node.self };
}
