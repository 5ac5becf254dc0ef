import type * as z from 'zod';

/** How a flag's text becomes a value; see flag-values.ts. */
export type FlagKind = 'number' | 'numbers' | 'names' | 'names-or-none' | 'text' | 'boolean' | 'json';

/** What a key's schema carries beside its type. */
export interface KeyMeta {
  /** What the key means, with its unit. */
  readonly description: string;
  readonly examples: readonly unknown[];
  /** Whether the key is the Python tester's. */
  readonly seed: boolean;
  /** The key's flag: how its text is read, and the name of its value in help; null for no flag. */
  readonly flag: { readonly kind: FlagKind; readonly value: string } | null;
}

/** A key: its values, and what docs and help say about it. */
export function key<T extends z.ZodType>(schema: T, meta: KeyMeta): T {
  return schema.meta({ ...meta });
}
