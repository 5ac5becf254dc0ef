/** JSON and JSONC (comments and trailing commas) as a source tree. */
import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import {
  duplicateKeys,
  firstFaults,
  guarded,
  inexactInteger,
  MAX_DEPTH,
  Meter,
  type Source,
  type SourceFault,
  type SourceNode,
  tooDeep,
} from './source.js';

/** By the parser's own names of its errors. */
const MESSAGES: { readonly [code: string]: string } = {
  InvalidSymbol: 'expected a value such as 1, "text", true or null',
  InvalidNumberFormat: 'this is not a number',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected a colon after the key',
  CommaExpected: 'expected a comma before this',
  CloseBraceExpected: 'expected a closing brace }',
  CloseBracketExpected: 'expected a closing bracket ]',
  EndOfFileExpected: 'expected nothing after the end of the object',
  UnexpectedEndOfComment: 'this comment has no end',
  UnexpectedEndOfString: 'this text has no closing quote',
  UnexpectedEndOfNumber: 'this number has no end',
  InvalidUnicode: 'this \\u escape is not four hexadecimal digits',
  InvalidEscapeCharacter: 'this escape is not known to JSON',
  InvalidCharacter: 'a control character must be written as an escape',
};

/** Reads JSON with comments and trailing commas. Never throws: what is wrong is in `faults`. */
export function readJson(text: string): Source {
  return guarded(() => {
    refuseDeepText(text);
    const errors: ParseError[] = [];
    const tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
    if (errors.length > 0 || tree === undefined) return { root: null, faults: syntaxFaults(errors) };
    const faults: SourceFault[] = [];
    const root = toSource(tree, text, faults, new Meter(), 0);
    return { root, faults: [...faults, ...duplicateKeys(root)] };
  });
}

/**
 * Refuses deep nesting before the parser recurses over it. A bracket that closes nothing is ignored.
 * The end is where the scanner stands behind the text: after `/*` its last token has a length above 0 for ever.
 */
function refuseDeepText(text: string): void {
  const scanner = createScanner(text, true);
  const closers: string[] = [];
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const token = scanner.getTokenLength() === 1 ? text[scanner.getTokenOffset()] : '';
    if (token === '[') closers.push(']');
    else if (token === '{') closers.push('}');
    else if (token === closers.at(-1)) closers.pop();
    if (closers.length > MAX_DEPTH) throw tooDeep(scanner.getTokenOffset());
  }
}

function syntaxFaults(errors: readonly ParseError[]): SourceFault[] {
  return firstFaults(
    errors.map(({ offset, error }) => ({
      offset,
      message: MESSAGES[printParseErrorCode(error)] ?? 'this is not valid JSON',
    })),
  );
}

function toSource(node: Node, text: string, faults: SourceFault[], meter: Meter, depth: number): SourceNode {
  const { offset, length, type, children = [] } = node;
  meter.visit(depth, offset);
  if (type === 'array') {
    return { kind: 'list', offset, items: children.map((child) => toSource(child, text, faults, meter, depth + 1)) };
  }
  if (type === 'object') {
    return { kind: 'object', offset, members: children.map((child) => toMember(child, text, faults, meter, depth)) };
  }
  if (type === 'number' && inexactInteger(text.slice(offset, offset + length))) {
    faults.push({ offset, message: 'this whole number is too large to be held exactly' });
  }
  return { kind: 'scalar', offset, value: node.value };
}

function toMember(property: Node, text: string, faults: SourceFault[], meter: Meter, depth: number) {
  const [key, value] = property.children as [Node, Node];
  return { key: String(key.value), keyOffset: key.offset, node: toSource(value, text, faults, meter, depth + 1) };
}
