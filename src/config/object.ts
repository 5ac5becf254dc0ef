/** A JavaScript value as a source tree, for the library API. */
import { isRecord } from './problems.js';
import { guarded, MAX_VALUES, Meter, type Source, type SourceNode, SourceRefusal } from './source.js';

/** Reads a value. Members that are undefined count as absent; what is not plain data stays for the checks to refuse. */
export function readObject(value: unknown): Source {
  return guarded(() => {
    try {
      return { root: toSource(value, new Meter(), 0), faults: [] };
    } catch (error) {
      if (error instanceof SourceRefusal) throw error;
      throw new SourceRefusal(0, 'the config cannot be read: one of its getters or proxies throws');
    }
  });
}

function toSource(value: unknown, meter: Meter, depth: number): SourceNode {
  meter.visit(depth, 0);
  if (Array.isArray(value)) return { kind: 'list', offset: 0, items: items(value, meter, depth) };
  if (!isRecord(value)) return { kind: 'scalar', offset: 0, value };
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => ({ key, keyOffset: 0, node: toSource(member, meter, depth + 1) }));
  return { kind: 'object', offset: 0, members };
}

/** By index, so that the holes of a sparse array are seen; its length is checked before it is walked. */
function items(values: readonly unknown[], meter: Meter, depth: number): SourceNode[] {
  if (values.length > MAX_VALUES) throw new SourceRefusal(0, `more than ${MAX_VALUES} values`);
  return Array.from({ length: values.length }, (_, i) => toSource(values[i], meter, depth + 1));
}
