/** The evidence of a finding for people: `lossShare 0.032` reads "loss share 3.2 %". */
import type { Finding } from '../../model/finding.js';
import { duration, mebibytes, milliseconds, percent, plain } from '../../words/numbers.js';

/** How a figure is written, by the unit at the end of its name. */
const UNITS: readonly (readonly [ending: RegExp, format: (value: number) => string])[] = [
  [/Seconds$/, duration],
  [/Ms$/, milliseconds],
  [/(Share|Growth)$|^change/, percent],
  [/Bytes$/, mebibytes],
];

/** Each figure's name in words, and its value with its unit. Hostile text: escape it for where it is shown. */
export function evidenceOf({ evidence }: Finding): readonly (readonly [name: string, value: string])[] {
  return Object.entries(evidence).map(([name, value]) => {
    const [ending, format] = UNITS.find(([each]) => each.test(name)) ?? [null, plain];
    const isUnit = ending !== null && /Seconds|Ms|Bytes/.test(ending.source);
    const words = (isUnit ? name.replace(ending, '') || name : name)
      .replace(/([a-z])([A-Z0-9])/g, '$1 $2')
      .toLowerCase();
    return [words, typeof value === 'number' ? format(value) : String(value ?? 'none')];
  });
}
