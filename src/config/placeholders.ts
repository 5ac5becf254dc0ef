/** The placeholders of a study's commands: everybody's, and the names of its matrix. */
import type { CommandHook } from '../model/command.js';
import { PLACEHOLDERS, Placeholders } from '../subjects/command/placeholders.js';
import type { Inquiry } from './inquiry.js';
import { namesOf, type PointValues, refuseName } from './points.js';
import { showValue } from './problems.js';
import { suggest } from './suggest.js';

/** The commands around a command, in the order in which they run. */
export const HOOKS: readonly CommandHook[] = ['setup', 'prepare', 'conclude', 'cleanup'];

/** The names of a study's matrix; none without one. */
export function matrixNames({ config: { matrix } }: Inquiry): readonly string[] {
  const { include = [], exclude: _, ...axes } = matrix ?? {};
  return [...Object.keys(axes), ...include.flatMap(Object.keys)];
}

/** How placeholders are read in a study's commands. */
export function placeholdersOf(inquiry: Inquiry): Placeholders {
  return new Placeholders([...PLACEHOLDERS, ...matrixNames(inquiry)], suggest);
}

/** The commands that are measured, as they were given: one, or two versions. */
export function givenCommands({ config }: Inquiry): readonly (string | readonly string[])[] {
  return config.ab ?? (config.command === undefined ? [] : [config.command]);
}

/** A command, its hooks and its environment: the texts in which placeholders are filled in when it runs. */
export function textsWith(given: string | readonly string[], { config }: Inquiry): readonly string[] {
  const texts = [given, ...HOOKS.map((hook) => config[hook]), ...Object.values(config.env ?? {})];
  return texts.flatMap((text) => text ?? []);
}

/** Complains of a name of the matrix that no placeholder has, of one of kneepoint's own, and of a point without a value. */
export function refuseNames(inquiry: Inquiry, points: readonly PointValues[]): void {
  const { cwd, input, output } = inquiry.config;
  const files = [cwd, input, output].flatMap((text) => text ?? []);
  const texts = [...givenCommands(inquiry).flatMap((given) => textsWith(given, inquiry)), ...files];
  const used = placeholdersOf(inquiry).usedIn(texts);
  for (const name of namesOf(points)) {
    if ((PLACEHOLDERS as readonly string[]).includes(name))
      refuseName(name, "kneepoint's own placeholder takes no values of a matrix:", [], inquiry);
    else if (!used.has(name)) refuseName(name, 'the command has no placeholder', bracedIn(texts), inquiry);
    const without = points.find((point) => !Object.hasOwn(point, name));
    if (used.has(name) && without !== undefined)
      inquiry.refuse('matrix', [], `the point ${showValue(without)} has no value for {${name}}`, null);
  }
}

/** What stands in single braces and is not everybody's: most likely meant for the matrix. */
function bracedIn(texts: readonly string[]): readonly string[] {
  const names = texts.flatMap((text) =>
    [...text.matchAll(/(?<![${])\{([A-Za-z_][\w-]*)\}/g)].map(([, name]) => name ?? ''),
  );
  return [...new Set(names)].filter((name) => !(PLACEHOLDERS as readonly string[]).includes(name));
}

/** Complains of a value that no shell could be kept from reading where it stands. */
export function refuseUnquotable(inquiry: Inquiry, points: readonly PointValues[]): void {
  if (inquiry.config.shell !== true) return;
  const own = placeholdersOf(inquiry);
  const texts = [...givenCommands(inquiry).flat(), ...HOOKS.flatMap((hook) => inquiry.config[hook] ?? []).flat()];
  const [name] = texts.flatMap((text) => points.flatMap((values) => own.unquotable(text, values) ?? []));
  if (name === undefined) return;
  const hint = `write $(…) for backquotes, or hand it on as a variable: "env": {"VALUE": "{${name}}"}`;
  const place = 'it stands in backquotes, or in a text with a here-document';
  inquiry.refuse('matrix', [name], `the shell would read the value of {${name}}: ${place}`, hint);
}

/** Fills placeholders of a matrix in; where a shell reads the text, values are quoted. */
export type Fill = (text: string, inShell?: boolean) => string;

/** Fills a point's values in. A value is text: what looks like a placeholder in it stays as it is when the command runs. */
export function filler(values: PointValues): Fill {
  const own = new Placeholders(Object.keys(values), () => null);
  const everybodys = new RegExp(`\\{(?:${PLACEHOLDERS.join('|')})\\}`, 'g');
  const literal = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, String(value).replace(everybodys, '{$&}')]),
  );
  return (text, inShell) => own.fill(text, literal, inShell);
}
