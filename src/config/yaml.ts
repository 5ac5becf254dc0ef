/** YAML 1.2 (core schema, no custom tags, few aliases) as a source tree. */
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import {
  duplicateKeys,
  firstFaults,
  guarded,
  inexactInteger,
  MAX_DEPTH,
  Meter,
  type Source,
  type SourceFault,
  type SourceMember,
  type SourceNode,
  SourceRefusal,
  tooDeep,
} from './source.js';

/** Loaded when YAML is first read: most configs are JSON, and the package takes 40 ms. */
let loaded: typeof Yaml | undefined;

function yaml(): typeof Yaml {
  loaded ??= createRequire(import.meta.url)('yaml') as typeof Yaml;
  return loaded;
}

/** Aliases that are followed before the text is taken for an alias bomb. */
const MAX_ALIASES = 100;

/** Reads YAML. Never throws: what is wrong, unknown tags included, is in `faults`. */
export function readYaml(text: string): Source {
  return guarded(() => {
    refuseDeepText(text);
    const document = yaml().parseDocument(text, {
      schema: 'core',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    const faults = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
      offset: pos[0],
      message: `this is not plain YAML: ${firstLine(message)}`,
    }));
    if (faults.length > 0) return { root: null, faults: firstFaults(faults) };
    return new Reader(document).read();
  });
}

/**
 * Refuses deep nesting before the composer recurses over it: a stack that ends inside a regular expression
 * ends the process, and no catch helps. The parser's own stack is the exact depth (a level takes up to
 * three entries), and what is really nested too deeply is left to the meter.
 */
function refuseDeepText(text: string): void {
  const parser = new (yaml().Parser)();
  for (const lexeme of new (yaml().Lexer)().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > 4 * MAX_DEPTH) throw tooDeep(parser.offset);
  }
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0] as string).replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 200);
}

/** Turns one parsed document into a source tree. */
class Reader {
  readonly #document: Yaml.Document.Parsed;
  readonly #meter = new Meter();
  readonly #faults: SourceFault[] = [];
  #aliases = 0;

  constructor(document: Yaml.Document.Parsed) {
    this.#document = document;
  }

  read(): Source {
    const root = this.#node(this.#document.contents, 0, 0);
    return { root, faults: [...this.#faults, ...duplicateKeys(root)] };
  }

  #node(node: unknown, depth: number, fallbackOffset: number): SourceNode {
    const offset = startOf(node) ?? fallbackOffset;
    this.#meter.visit(depth, offset);
    if (yaml().isAlias(node)) return { ...this.#node(this.#follow(node, offset), depth + 1, offset), offset };
    if (yaml().isSeq(node))
      return { kind: 'list', offset, items: node.items.map((item) => this.#node(item, depth + 1, offset)) };
    if (yaml().isMap(node))
      return { kind: 'object', offset, members: node.items.map((pair) => this.#member(pair, depth, offset)) };
    return { kind: 'scalar', offset, value: this.#scalar(node, offset) };
  }

  #follow(alias: { resolve(document: Yaml.Document.Parsed): unknown }, offset: number): unknown {
    if (++this.#aliases > MAX_ALIASES) throw new SourceRefusal(offset, `more than ${MAX_ALIASES} aliases`);
    return alias.resolve(this.#document);
  }

  #member(pair: Yaml.Pair, depth: number, fallbackOffset: number): SourceMember {
    const keyOffset = startOf(pair.key) ?? fallbackOffset;
    if (!yaml().isScalar(pair.key)) throw new SourceRefusal(keyOffset, 'a key must be plain text');
    const key = typeof pair.key.value === 'string' ? pair.key.value : (pair.key.source ?? String(pair.key.value));
    return { key, keyOffset, node: this.#node(pair.value, depth + 1, keyOffset) };
  }

  #scalar(node: unknown, offset: number): unknown {
    if (!yaml().isScalar(node)) return null;
    if (typeof node.value === 'number' && inexactInteger(node.source ?? '')) {
      this.#faults.push({ offset, message: 'this whole number is too large to be held exactly' });
    }
    return node.value;
  }
}

function startOf(node: unknown): number | null {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  return range?.[0] ?? null;
}
