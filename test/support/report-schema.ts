/**
 * The JSON Schema and the table of fields of report.json, made from the types and docs of src/model/, so
 * that there is one source. docs/report.schema.json and docs/report.md are file snapshots of what this gives.
 */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const MODEL = fileURLToPath(new URL('../../src/model/report.ts', import.meta.url));

/** A JSON Schema, as far as it is made here. */
export type Schema = { [keyword: string]: unknown };

/** A type with a name: its docs and its members. */
interface Definition {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly Field[];
}

interface Field {
  readonly key: string;
  readonly type: string;
  readonly doc: string;
}

/** What `Report` looks like as JSON. */
export interface ReportTypes {
  readonly schema: Schema;
  readonly definitions: readonly Definition[];
  /** `CellReport.rounds`: members without a docstring of their own or of their type, and without a known name. */
  readonly undocumented: readonly string[];
}

/** Members that mean the same wherever they stand. */
const KNOWN: { readonly [key: string]: string } = {
  task: "The task's name.",
  executor: "The executor's name.",
  workers: 'Worker count; 0 is sequential.',
  inFlight: 'Units outstanding per worker.',
  round: 'From 0.',
  name: 'Its name.',
  kind: 'Which of the alternatives this is.',
  units: 'Units in a trial.',
};

/** docs/report.schema.json. */
export function renderReportSchema({ schema }: ReportTypes): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** docs/report.md: every field with its type and meaning. */
export function renderReportDocs({ definitions }: ReportTypes): string {
  const [report, ...others] = definitions.filter(({ fields }) => fields.length > 0);
  return `${[INTRODUCTION, ...[report as Definition, ...others].map(section)].join('\n\n')}\n`;
}

const INTRODUCTION = `# report.json

<!-- Made from the types in src/model/; do not edit. After a change: npx vitest run test/reporters/report-schema.test.ts -u -->

Every run writes \`report.json\` in its folder; \`--json\` prints it. \`"status"\` comes first. Fields are added over time and never renamed.
[report.schema.json](report.schema.json) is its JSON Schema (draft 2020-12).

A figure that was not measured is null. A share is 1 for the whole. Times and sizes carry their unit in their name.`;

function section({ name, doc, fields }: Definition): string {
  const rows = fields.map(({ key, type, doc: meaning }) => `| \`${key}\` | ${codeCell(type)} | ${cell(meaning)} |`);
  const head = ['| field | type | meaning |', '| --- | --- | --- |'];
  return [`## ${name}`, ...(doc === '' ? [] : [cell(doc)]), [...head, ...rows].join('\n')].join('\n\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function codeCell(type: string): string {
  return `\`${type.replaceAll('|', '\\|')}\``;
}

/** Reads the model and turns `Report` and all that it holds into a schema. */
export function reportTypes(): ReportTypes {
  const program = ts.createProgram([MODEL], { strict: true, target: ts.ScriptTarget.ES2023, noEmit: true, types: [] });
  const reader = new Reader(program.getTypeChecker());
  const source = program.getSourceFile(MODEL) as ts.SourceFile;
  const root = source.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === 'Report');
  reader.schemaOf(reader.checker.getTypeAtLocation(root as ts.Node));
  const { Report, ...others } = reader.schemas;
  const head = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'report.schema.json',
    title: 'report.json of kneepoint',
  };
  return {
    schema: { ...head, ...(Report as Schema), $defs: others },
    definitions: reader.definitions,
    undocumented: reader.undocumented,
  };
}

class Reader {
  readonly schemas: { [name: string]: Schema } = {};
  readonly definitions: Definition[] = [];
  readonly undocumented: string[] = [];

  constructor(readonly checker: ts.TypeChecker) {}

  schemaOf(type: ts.Type): Schema {
    if (type.flags & ts.TypeFlags.Unknown) return {};
    if (type.isUnion()) return this.#union(type);
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    const simple = simpleType(type);
    if (simple !== null) return { type: simple };
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
      return { type: 'array', items: this.schemaOf(item as ts.Type) };
    }
    const name = nameOf(type);
    return name === null ? this.#object(type, null) : this.#named(type, name);
  }

  #named(type: ts.Type, name: string): Schema {
    if (!(name in this.schemas)) {
      this.schemas[name] = {};
      // Its place in the table is that of its first mention; its members follow it.
      const at = this.definitions.push({ name, doc: '', fields: [] }) - 1;
      const doc = docOf(type.aliasSymbol ?? type.getSymbol(), this.checker);
      if (doc !== '') this.schemas[name] = { description: doc };
      Object.assign(this.schemas[name] as Schema, this.#object(type, name));
      this.definitions[at] = { name, doc, fields: this.#fields(type) };
    }
    return { $ref: `#/$defs/${name}` };
  }

  /** `A | null` and unions of literals keep one `type` or `enum`; others become anyOf. */
  #union(type: ts.UnionType): Schema {
    const name = type.aliasSymbol?.name ?? null;
    // Undefined is an optional member that is absent: JSON has no value for it.
    const members = type.types.filter((member) => !(member.flags & ts.TypeFlags.Undefined));
    const [only] = members;
    if (members.length === 1) return this.schemaOf(only as ts.Type);
    const literals = members.filter((member) => member.isStringLiteral() || member.isNumberLiteral());
    if (literals.length === members.length) return { enum: literals.map(({ value }) => value) };
    const schemas = dedupe([
      ...(literals.length > 0 ? [{ enum: literals.map(({ value }) => value) }] : []),
      ...members.filter((member) => !(literals as readonly ts.Type[]).includes(member)).map((t) => this.schemaOf(t)),
    ]);
    const simple = schemas.filter((schema) => typeof schema.type === 'string' && Object.keys(schema).length === 1);
    if (simple.length === schemas.length) {
      const types = schemas.map((schema) => schema.type);
      return { type: types.length === 1 ? types[0] : types };
    }
    if (schemas.some((schema) => Object.keys(schema).length === 0)) return {};
    return name === null || !members.every(isObject) ? { anyOf: schemas } : this.#alternatives(name, type, schemas);
  }

  #alternatives(name: string, type: ts.UnionType, anyOf: readonly Schema[]): Schema {
    if (!(name in this.schemas)) {
      const doc = docOf(type.aliasSymbol, this.checker);
      this.schemas[name] = { description: doc, anyOf };
      this.definitions.push({ name, doc, fields: type.types.flatMap((member) => this.#fields(member)) });
    }
    return { $ref: `#/$defs/${name}` };
  }

  #object(type: ts.Type, owner: string | null): Schema {
    const index = this.checker.getIndexInfoOfType(type, ts.IndexKind.String);
    if (index !== undefined) return { type: 'object', additionalProperties: this.schemaOf(index.type) };
    const properties: { [key: string]: Schema } = {};
    const members = this.checker.getPropertiesOfType(type);
    for (const member of members) {
      const schema = this.schemaOf(this.checker.getTypeOfSymbol(member));
      const doc = this.#docOf(member, schema, type, owner);
      properties[member.name] = doc === '' ? schema : { ...schema, description: doc };
    }
    const required = members.filter((member) => !(member.flags & ts.SymbolFlags.Optional)).map(({ name }) => name);
    return { type: 'object', properties, required, additionalProperties: false };
  }

  #docOf(member: ts.Symbol, schema: Schema, type: ts.Type, owner: string | null): string {
    const own = docOf(member, this.checker);
    const speaksForItself = owner === null || isMapped(type) || JSON.stringify(schema).includes('#/$defs/');
    const known = own === '' ? (KNOWN[member.name] ?? '') : own;
    if (known === '' && !speaksForItself) this.undocumented.push(`${owner}.${member.name}`);
    return known;
  }

  #docOfType(type: ts.Type): string {
    const [item] = this.checker.isArrayType(type) ? this.checker.getTypeArguments(type as ts.TypeReference) : [type];
    const { aliasSymbol } = type;
    return docOf(aliasSymbol, this.checker) || docOf(item?.aliasSymbol ?? item?.getSymbol(), this.checker);
  }

  #fields(type: ts.Type): Field[] {
    return this.checker.getPropertiesOfType(type).map((member) => {
      const memberType = this.checker.getTypeOfSymbol(member);
      const text = this.checker.typeToString(memberType, undefined, ts.TypeFormatFlags.NoTruncation);
      const doc = docOf(member, this.checker) || KNOWN[member.name] || this.#docOfType(memberType);
      return { key: member.name, type: text.replaceAll('readonly ', '').replace(/ \| undefined$/, ''), doc };
    });
  }
}

function isObject(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Object) !== 0;
}

/** A mapped type's keys are the words of another type. */
function isMapped(type: ts.Type): boolean {
  return isObject(type) && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Mapped) !== 0;
}

function simpleType(type: ts.Type): string | null {
  if (type.flags & ts.TypeFlags.String) return 'string';
  if (type.flags & ts.TypeFlags.Number) return 'number';
  if (type.flags & ts.TypeFlags.BooleanLike) return 'boolean';
  return type.flags & ts.TypeFlags.Null ? 'null' : null;
}

/** The name of an interface or of an alias of an object; null for an object without one. */
function nameOf(type: ts.Type): string | null {
  const name = (type.aliasSymbol ?? type.getSymbol())?.name ?? '';
  return /^[A-Z]\w*$/.test(name) ? name : null;
}

function docOf(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): string {
  return ts
    .displayPartsToString(symbol?.getDocumentationComment(checker) ?? [])
    .replace(/\s+/g, ' ')
    .trim();
}

function dedupe(schemas: readonly Schema[]): Schema[] {
  const texts = schemas.map((schema) => JSON.stringify(schema));
  return schemas.filter((_, i) => texts.indexOf(texts[i] as string) === i);
}
