/** Keys with their values and places, from wherever they were written: a file, flags, or an object. */
import type { Where } from './problems.js';
import { offsetAt, plainValue, type SourceNode } from './source.js';

/** One key as it was given. */
export interface Setting {
  readonly value: unknown;
  /** The folder that a relative task path starts from (absolute). */
  readonly folder: string;
  /**
   * How much of the key's path the place of what lies at `path` says already: 1 for a key's flag, 2 for the flag of a
   * member. Messages then leave it out.
   */
  named(path: readonly PropertyKey[]): 0 | 1 | 2;
  /** What to do about something that should lie at `path` and does not; null where the place says enough. */
  absent(path: readonly PropertyKey[]): string | null;
  /** The place of what lies at `path` below the key, or of the key itself. */
  where(path: readonly PropertyKey[], part: 'key' | 'value'): Where;
}

/** Every key that was given; later sources replace earlier ones. */
export type Settings = ReadonlyMap<string, Setting>;

/** The members of a source's root object as settings; `place` turns an offset into a place. */
export function settingsOf(
  root: Extract<SourceNode, { kind: 'object' }>,
  folder: string,
  place: (offset: number) => Where,
): Map<string, Setting> {
  return new Map(
    root.members.map(({ key, node }) => [
      key,
      {
        value: plainValue(node),
        folder,
        named: () => 0,
        absent: () => null,
        where: (path, part) => place(offsetAt(root, [key, ...path], part)),
      },
    ]),
  );
}

/** A setting given by a flag: its place is the flag, whatever the path, but for members with flags of their own. */
export function flagSetting(
  flag: string,
  value: unknown,
  folder: string,
  memberFlags: { readonly [member: string]: string } = {},
): Setting {
  const ownFlag = ([member]: readonly PropertyKey[]) => memberFlags[String(member)];
  return {
    value,
    folder,
    named: (path) => (ownFlag(path) === undefined ? 1 : 2),
    absent: () => null,
    where: (path) => ({ flag: ownFlag(path) ?? flag }),
  };
}
