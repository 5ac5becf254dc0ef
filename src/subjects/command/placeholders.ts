/**
 * Placeholders in a command's arguments, environment and hooks: `{workers}` and the like. Only `{name}` with a known
 * name is filled in. `{}`, `{"a":1}`, `{a,b}` and `${HOME}` are the command's own and stay as they are; a name that is
 * nearly a known one is a slip, and refused. `{{workers}}` stands for the text `{workers}`.
 */

import { isBeyondQuoting, shellValue } from './shell-text.js';

/** The names that every command may use; those of a matrix come beside them. */
export const PLACEHOLDERS = ['workers', 'index', 'worker', 'round', 'port'] as const;

/** What stands for each name in one run. */
export type PlaceholderValues = Readonly<Record<string, string | number | boolean>>;

const BRACED = /(?<shell>\$?)\{(?<outer>\{?)(?<name>[A-Za-z_][\w.-]*)\}(?<close>\}?)/g;

interface Braced {
  readonly text: string;
  readonly name: string;
  /** Written with doubled braces: a literal. */
  readonly isDoubled: boolean;
  /** Where it begins. */
  readonly at: number;
}

/** The placeholders that commands of a study may use, and how they are read. */
export class Placeholders {
  /** @param nearest the known name that a misspelt one most likely stood for, or null. */
  constructor(
    readonly names: readonly string[],
    readonly nearest: (word: string, names: readonly string[]) => string | null,
  ) {}

  /** The known names that any of the texts uses. */
  usedIn(texts: readonly string[]): ReadonlySet<string> {
    const found = texts.flatMap(bracedIn).filter(({ name, isDoubled }) => !isDoubled && this.names.includes(name));
    return new Set(found.map(({ name }) => name));
  }

  /** Why the texts are refused: the first name that is nearly a known one; null when there is none. */
  problem(texts: readonly string[]): string | null {
    for (const { name, isDoubled } of texts.flatMap(bracedIn)) {
      if (isDoubled || this.names.includes(name)) continue;
      const meant = this.nearest(name, this.names);
      if (meant !== null) {
        return `unknown placeholder {${name}}: did you mean {${meant}}? ({{${name}}} stands for the text itself)`;
      }
    }
    return null;
  }

  /** The text with its placeholders filled in, quoted where a shell reads it; a known name without a value stays as it is. */
  fill(text: string, values: PlaceholderValues, inShell = false): string {
    return replaceBraced(text, ({ text: whole, name, isDoubled, at }) => {
      if (isDoubled) return this.#isOurs(name) ? `{${name}}` : whole;
      if (!this.names.includes(name) || !(name in values)) return whole;
      return inShell ? shellValue(text, at, String(values[name])) : String(values[name]);
    });
  }

  /** The first name in a shell's text whose value cannot be quoted where it stands; null for none. */
  unquotable(text: string, values: PlaceholderValues): string | null {
    const found = bracedIn(text).find(
      ({ name, isDoubled, at }) => !isDoubled && name in values && isBeyondQuoting(text, at, String(values[name])),
    );
    return found?.name ?? null;
  }

  /** True for what would be filled in or refused with single braces: others keep their doubled ones. */
  #isOurs(name: string): boolean {
    return this.names.includes(name) || this.nearest(name, this.names) !== null;
  }
}

/** The values as a command's environment holds them: `KNEEPOINT_WORKERS`, `KNEEPOINT_INDEX` and so on. */
export function placeholderEnvironment(values: PlaceholderValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `KNEEPOINT_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`,
      String(value),
    ]),
  );
}

function bracedIn(text: string): readonly Braced[] {
  const found: Braced[] = [];
  replaceBraced(text, (braced) => {
    found.push(braced);
    return braced.text;
  });
  return found;
}

/** A brace after a dollar sign is a shell's variable; one brace more on one side only is the command's own. */
function replaceBraced(text: string, replace: (braced: Braced) => string): string {
  return text.replace(BRACED, (whole, shell: string, outer: string, name: string, close: string, at: number) => {
    if (shell !== '') return whole;
    if (outer !== '' && close !== '') return replace({ text: whole, name, isDoubled: true, at });
    return `${outer}${replace({ text: `{${name}}`, name, isDoubled: false, at: at + outer.length })}${close}`;
  });
}
