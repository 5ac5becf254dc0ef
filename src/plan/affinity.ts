/** Which worker gets which CPU. Pure: the machine's CPUs come in as data (run/topology.ts reads them). */
import type { CpuAffinity } from '../model/study.js';

/** One CPU as the scheduler sees it: a hardware thread. */
export interface CpuFacts {
  /** Its number. */
  readonly cpu: number;
  /** Its core's number; threads of one core share it within a package. */
  readonly core: number;
  readonly package: number;
  readonly kind: 'performance' | 'efficiency';
}

/** A CPU with its place among its core's threads, from 0. */
interface Ranked extends CpuFacts {
  readonly thread: number;
}

/**
 * The CPU of each worker, by its number; sequential (0) counts as one. With more workers than CPUs they are
 * handed out again from the first. Empty when there is no CPU to hand out.
 */
export function planAffinity(cpus: readonly CpuFacts[], affinity: CpuAffinity, workers: number): readonly number[] {
  const order = ORDERS[affinity.strategy](ranked(chosen(cpus, affinity)));
  if (order.length === 0) return [];
  return Array.from({ length: Math.max(1, workers) }, (_, worker) => (order[worker % order.length] as Ranked).cpu);
}

type Order = (cpus: readonly Ranked[]) => readonly Ranked[];

const ORDERS: { readonly [strategy in CpuAffinity['strategy']]: Order } = {
  /** A second thread of a core gives less than an economical core of its own: it comes last. */
  performance_first: (cpus) => sortedBy(cpus, ({ thread, kind, package: id, cpu }) => [thread, rankOf(kind), id, cpu]),
  compact: (cpus) => sortedBy(cpus, ({ package: id, kind, core, thread }) => [id, rankOf(kind), core, thread]),
  /** In turns over the packages, each with its first threads and fast cores first. */
  spread: (cpus) => {
    const within = sortedBy(cpus, ({ thread, kind, cpu }) => [thread, rankOf(kind), cpu]);
    const places = new Map<number, number>();
    const turns = within.map((each) => {
      const turn = places.get(each.package) ?? 0;
      places.set(each.package, turn + 1);
      return { each, turn };
    });
    return sortedBy(turns, ({ turn, each }) => [turn, each.package]).map(({ each }) => each);
  },
};

/** The user's lists stand above what the system tells; one list alone makes the other kind of all the rest. */
function chosen(cpus: readonly CpuFacts[], { performanceCores, efficiencyCores }: CpuAffinity): readonly CpuFacts[] {
  if (performanceCores === null && efficiencyCores === null) return cpus;
  return cpus.flatMap((facts): CpuFacts[] => {
    if (performanceCores?.includes(facts.cpu)) return [{ ...facts, kind: 'performance' }];
    if (efficiencyCores?.includes(facts.cpu)) return [{ ...facts, kind: 'efficiency' }];
    if (performanceCores === null) return [{ ...facts, kind: 'performance' }];
    return efficiencyCores === null ? [{ ...facts, kind: 'efficiency' }] : [];
  });
}

function ranked(cpus: readonly CpuFacts[]): readonly Ranked[] {
  const threads = new Map<string, number>();
  return sortedBy(cpus, ({ cpu }) => [cpu]).map((facts) => {
    const key = `${facts.package}/${facts.core}`;
    const thread = threads.get(key) ?? 0;
    threads.set(key, thread + 1);
    return { ...facts, thread };
  });
}

function rankOf(kind: CpuFacts['kind']): number {
  return kind === 'performance' ? 0 : 1;
}

/** Sorted by keys of several numbers, the first of which that differs decides. */
function sortedBy<Item>(items: readonly Item[], key: (item: Item) => readonly number[]): readonly Item[] {
  return items.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)];
    const at = left.findIndex((value, i) => value !== right[i]);
    return at < 0 ? 0 : (left[at] as number) - (right[at] as number);
  });
}
