/** What a key's schema, and that of a member of its object, carry beside their type. */
import type * as z from 'zod';

/** How a flag's text becomes a value; see flag-values.ts. */
export type FlagKind =
  | 'number'
  | 'numbers'
  | 'counts'
  | 'seconds'
  | 'milliseconds'
  | 'share'
  | 'names'
  | 'names-or-none'
  | 'switches'
  | 'text'
  | 'boolean'
  | 'json'
  | 'texts'
  | 'assignments'
  | 'value-lists';

/** The kinds whose flag may be given several times: every text is a part of the value. */
export const REPEATABLE: readonly FlagKind[] = ['texts', 'assignments', 'value-lists'];

/** What the command line gave for a flag. */
export type FlagText = string | boolean | readonly string[];

/** A flag: how its text is read, and the name of its value in help. */
export interface FlagMeta {
  readonly kind: FlagKind;
  readonly value: string;
}

/** What a key's schema carries. */
export interface KeyMeta {
  /** What the key means, with its unit. */
  readonly description: string;
  readonly examples: readonly unknown[];
  /** Whether the key is the Python tester's. */
  readonly seed: boolean;
  /** The key's flag, of the key's own name; null for none. */
  readonly flag: FlagMeta | null;
  /** The heading in help of the flags of its object's members; the key's own if left out. */
  readonly membersHeading?: string;
}

/** What a member's schema carries. */
export interface MemberMeta {
  readonly description: string;
  /** The flag that sets this member alone, so that nobody need write JSON; `name` is without its dashes. */
  readonly flag?: FlagMeta & { readonly name: string };
}

/** A key: its values, and what docs and help say about it. */
export function key<T extends z.ZodType>(schema: T, meta: KeyMeta): T {
  return schema.meta({ ...meta });
}

/** A member of the object that a key takes, and what docs and help say about it. */
export function member<T extends z.ZodType>(schema: T, description: string, flag?: MemberMeta['flag']): T {
  return schema.meta({ description, ...(flag === undefined ? {} : { flag }) });
}
