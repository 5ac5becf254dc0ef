/** The points of a matrix as tasks of a study, and what they are called. */
import type { Point, PointValue, StudyTask } from '../model/study.js';
import type { Inquiry } from './inquiry.js';
import { ConfigError, pathText, placeText, showValue, type Where } from './problems.js';
import { didYouMean } from './suggest.js';

/** The values of one point, by name. */
export type PointValues = Point['values'];

/** The names that points have values for. */
export function namesOf(points: readonly PointValues[]): readonly string[] {
  return [...new Set(points.flatMap((point) => Object.keys(point)))];
}

/** The known word that comes near, or all of them. */
export function hintFor(word: string, known: readonly PointValue[]): string {
  // One slip makes any short word another.
  return (
    (word.length < 3 ? null : didYouMean(word, known.map(String))) ??
    `known: ${known.map((one) => showValue(one)).join(', ')}`
  );
}

/** Complains of a name of the matrix that nothing takes: `what` has it not. */
export function refuseName(name: string, what: string, known: readonly string[], inquiry: Inquiry): void {
  const hint = known.length === 0 ? null : hintFor(name, known);
  inquiry.refuse('matrix', pathOf(name, inquiry), `${what} ${showValue(name)}`, hint, 'key');
}

/** Where the names of a matrix stand, by name, and where their values do, by the value as a text. */
export type NamePlaces = {
  readonly [name: string]: { readonly name: Where; readonly values: ReadonlyMap<string, Where> };
};

/** The places of the matrix's names and their values; nothing without a matrix. */
export function namePlaces(inquiry: Inquiry): NamePlaces {
  const { exclude: _, include = [], ...lists } = inquiry.config.matrix ?? {};
  const setting = inquiry.setting('matrix');
  if (setting === undefined) return {};
  const names = [...Object.keys(lists), ...include.flatMap(Object.keys)];
  const placesOf = (name: string) => {
    const values = new Map<string, readonly PointValue[]>(Object.entries(lists)).get(name) ?? [];
    const placed = values.map((value, i) => [String(value), setting.where([name, i], 'value')] as const);
    return { name: setting.where(pathOf(name, inquiry), 'key'), values: new Map(placed) };
  };
  return Object.fromEntries(names.map((name) => [name, placesOf(name)]));
}

/**
 * Where the value of a point stands that makes no sense: of the one argument that the problem names behind the point
 * itself; null where it names several, or none.
 */
export function blamedPlace(
  { what, point }: { readonly what: string; readonly point: Point | null },
  places: NamePlaces,
): string | null {
  const names = Object.keys(point?.values ?? {});
  const words = new Set(what.slice(what.indexOf('}: ') + 1).match(/[\p{L}\p{N}_]+/gu));
  const named = names.length === 1 ? names : names.filter((name) => words.has(name));
  const [only = ''] = named;
  const place = named.length === 1 ? places[only]?.values.get(String(point?.values[only])) : undefined;
  return place === undefined ? null : placeText(place);
}

/** The first place of a name below `matrix`. */
function pathOf(name: string, inquiry: Inquiry): readonly PropertyKey[] {
  const { include = [], ...lists } = inquiry.config.matrix ?? {};
  if (Object.hasOwn(lists, name)) return [name];
  return ['include', include.findIndex((values) => Object.hasOwn(values, name)), name];
}

/** Where a point's value of a name stands below `matrix`: in its list, else the name's first place. */
export function valuePath(name: string, value: PointValue | undefined, inquiry: Inquiry): readonly PropertyKey[] {
  const list: unknown = inquiry.config.matrix?.[name];
  const at = Array.isArray(list) ? list.indexOf(value) : -1;
  return at < 0 ? pathOf(name, inquiry) : [name, at];
}

/** The problem of a name that is no argument of the task, of whose arguments `known` are the names; empty where it has none. */
export function unknownArgument(name: string, known: readonly string[], places: NamePlaces): ConfigError {
  const where = places[name]?.name ?? { file: null, line: null, column: null };
  const message = `the task has no argument ${showValue(name)}`;
  const hint =
    known.length === 0 ? 'its arguments have no names: add "argNames" to its defineTask' : hintFor(name, known);
  return new ConfigError([{ where, key: pathText(['matrix', name]), message, expected: null, found: null, hint }]);
}

/** A task for each of its points, of what each runs; the tasks as they are where there are no points. */
export function atPoints(tasks: readonly StudyTask[], points: readonly PointValues[]): readonly StudyTask[] {
  if (points.length === 0) return tasks;
  const names = pointNames(points);
  return points.map((values, i) => {
    const task = tasks[i % tasks.length] as StudyTask;
    return { ...task, name: names[i] as string, point: { subject: task.name, values } };
  });
}

/** What may stand in a name as it is. */
const PLAIN = /^[\w.+/-]{1,32}$/;

/** `Ed25519 sign size=1000`: texts stand for themselves, all else with its name; what is long or odd is numbered. */
function pointNames(points: readonly PointValues[]): readonly string[] {
  const positions = new Map<string, Map<string, number>>();
  const numbered = (name: string, value: PointValue) => {
    const known = positions.get(name) ?? new Map<string, number>();
    positions.set(name, known.set(String(value), known.get(String(value)) ?? known.size + 1));
    return `${name}#${known.get(String(value))}`;
  };
  const named = (point: PointValues, isShort: boolean) =>
    Object.entries(point)
      .map(([name, value]) => {
        if (!PLAIN.test(String(value))) return numbered(name, value);
        return isShort && typeof value === 'string' ? value : `${name}=${value}`;
      })
      .join(' ');
  const short = points.map((point) => named(point, true));
  if (new Set(short).size === points.length) return short;
  const long = points.map((point) => named(point, false));
  return long.map((name, i) => (long.indexOf(name) < i ? `${name} #${i + 1}` : name));
}
