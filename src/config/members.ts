/** What may stand in the objects that some keys take, read from their schemas. */
import * as z from 'zod';
import type { MemberMeta } from './key-meta.js';
import { word } from './values.js';

/** Schemas by the names of members. */
export type Members = { readonly [name: string]: z.ZodType };

/** What the objects of a union are told apart by: the member's name, such as `kind`; null where nothing is. */
export function discriminatorOf(schema: z.ZodType): string | null {
  const { def } = bare(schema);
  return 'discriminator' in def ? String(def.discriminator) : null;
}

/** The members of each object that a schema takes: of several where it is a union, such as the kinds of a load. */
export function objectsOf(schema: z.ZodType): readonly Members[] {
  const inner = bare(schema);
  if (inner instanceof z.ZodObject) return [inner.shape];
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => objectsOf(option as z.ZodType));
  return inner instanceof z.ZodArray ? objectsOf(inner.element as z.ZodType) : [];
}

/** All members, whichever object they belong to. What tells the objects apart takes any of its words. */
export function membersOf(schema: z.ZodType): Members {
  const objects = objectsOf(schema);
  const names = [...new Set(objects.flatMap((members) => Object.keys(members)))];
  return Object.fromEntries(names.map((name) => [name, merged(objects.flatMap((members) => members[name] ?? []))]));
}

/** The names that may stand where `path` leads below a schema; none where no object of ours does. */
export function memberNames(schema: z.ZodType, [step, ...rest]: readonly PropertyKey[]): readonly string[] {
  if (step === undefined || rest.length === 0) return Object.keys(membersOf(schema));
  const inner = bare(schema);
  if (inner instanceof z.ZodRecord) return memberNames(inner.valueType as z.ZodType, rest);
  // An index of a list leads to its objects, which are those of the list's schema.
  if (typeof step === 'number') return memberNames(schema, rest);
  const next = membersOf(schema)[String(step)];
  return next === undefined ? [] : memberNames(next, rest);
}

/** The object that a word alone may have meant: `{ strategy: 'compact' }`, `{ cpu: true }`; null for any other word. */
export function objectMeant(schema: z.ZodType, word: string): { readonly [member: string]: unknown } | null {
  const members = membersOf(schema);
  const takes = (member: z.ZodType, value: unknown) => member.safeParse(value).success;
  if (Object.hasOwn(members, word) && takes(members[word] as z.ZodType, true)) return { [word]: true };
  const meant = Object.entries(members).find(([, member]) => takes(member, word) && !takes(member, `${word} `));
  return meant === undefined ? null : { [meant[0]]: word };
}

/** What a member's schema carries; the words that tell objects apart carry it once. */
export function memberMeta(schema: z.ZodType): MemberMeta {
  return { description: '', ...(schema.meta() as Partial<MemberMeta> | undefined) };
}

function merged(schemas: readonly z.ZodType[]): z.ZodType {
  const described = schemas.find((schema) => memberMeta(schema).description !== '') ?? (schemas[0] as z.ZodType);
  const words = schemas.flatMap((schema) => (schema instanceof z.ZodLiteral ? [String(schema.value)] : []));
  return words.length > 1 ? word(words).meta({ ...described.meta() }) : described;
}

/** A schema without what only says that a value may be left out. */
function bare(schema: z.ZodType): z.ZodType {
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return isWrapped ? bare(schema.def.innerType as z.ZodType) : schema;
}
