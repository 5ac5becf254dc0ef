/** A config before it is checked: one tree for every format, each part with its place in the text. */
import { showValue } from './problems.js';

/** A value and the offset (UTF-16 units, from 0) at which it starts. */
export type SourceNode =
  | { readonly kind: 'scalar'; readonly offset: number; readonly value: unknown }
  | { readonly kind: 'list'; readonly offset: number; readonly items: readonly SourceNode[] }
  | { readonly kind: 'object'; readonly offset: number; readonly members: readonly SourceMember[] };

/** A key of an object with its value. */
export interface SourceMember {
  readonly key: string;
  readonly keyOffset: number;
  readonly node: SourceNode;
}

/** Something that the format itself forbids. */
export interface SourceFault {
  readonly offset: number;
  readonly message: string;
}

/** A text as it was read; `root` is null when it cannot be trusted. */
export interface Source {
  readonly root: SourceNode | null;
  readonly faults: readonly SourceFault[];
}

/** Deeper nesting is refused: no config needs it, and recursion over it could end the process. */
export const MAX_DEPTH = 64;

/** More values than this are refused; a megabyte of text cannot hold as many, aliases could. */
export const MAX_VALUES = 1_000_000;

/** Ends the reading of a source: what it holds is refused as a whole. */
export class SourceRefusal extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** The refusal of what is nested too deeply. */
export function tooDeep(offset: number): SourceRefusal {
  return new SourceRefusal(offset, `nested more than ${MAX_DEPTH} levels deep`);
}

/** Counts values and depth while a tree is built; throws SourceRefusal beyond the limits. */
export class Meter {
  #values = 0;

  visit(depth: number, offset: number): void {
    if (depth > MAX_DEPTH) throw tooDeep(offset);
    if (++this.#values > MAX_VALUES) throw new SourceRefusal(offset, `more than ${MAX_VALUES} values`);
  }
}

/** Runs a format's reader; its refusal becomes a fault. */
export function guarded(read: () => Source): Source {
  try {
    return read();
  } catch (error) {
    if (error instanceof SourceRefusal)
      return { root: null, faults: [{ offset: error.offset, message: error.message }] };
    throw error;
  }
}

const MAX_SYNTAX_FAULTS = 10;

/** The first of a parser's complaints, one a place: a single slip makes it complain several times. */
export function firstFaults(faults: readonly SourceFault[]): SourceFault[] {
  const byOffset = new Map<number, SourceFault>();
  for (const fault of faults) if (!byOffset.has(fault.offset)) byOffset.set(fault.offset, fault);
  return [...byOffset.values()].slice(0, MAX_SYNTAX_FAULTS);
}

/** Faults for keys that stand twice in one object: the last would win silently. */
export function duplicateKeys(node: SourceNode): SourceFault[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap(duplicateKeys);
  const seen = new Set<string>();
  return node.members.flatMap((member) => {
    const twice = seen.has(member.key);
    seen.add(member.key);
    return [
      ...(twice
        ? [{ offset: member.keyOffset, message: `the key ${showValue(member.key)} appears twice; keep one of them` }]
        : []),
      ...duplicateKeys(member.node),
    ];
  });
}

/** A whole number too large for a double: it would be measured with as another number than was written. */
export function inexactInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
}

/** The tree as plain data; a key such as `__proto__` becomes an ordinary own property. */
export function plainValue(node: SourceNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  return Object.fromEntries(node.members.map(({ key, node: value }) => [key, plainValue(value)]));
}

/** The offset of what lies at `path` (of its key if asked); what does not exist is where its parent is. */
export function offsetAt(node: SourceNode, path: readonly PropertyKey[], part: 'key' | 'value'): number {
  const [step, ...rest] = path;
  if (step === undefined || node.kind === 'scalar') return node.offset;
  if (node.kind === 'list') {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined ? node.offset : offsetAt(item, rest, part);
  }
  const member = node.members.findLast(({ key }) => key === step);
  if (member === undefined) return node.offset;
  return rest.length === 0 && part === 'key' ? member.keyOffset : offsetAt(member.node, rest, part);
}
