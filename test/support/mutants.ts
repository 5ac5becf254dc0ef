/** Journals as a foreign hand may leave them: members changed, and the checksums made good. */
import { crc32 } from 'node:zlib';
import type { Rng } from '../../src/random.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

/** What a member may become, whatever it was. */
const VALUES: readonly Json[] = [
  ...[null, true, 0, -1, 0.5, 7, 1e6, 1e9, 2 ** 53, 1e18, 1e308, -1e308],
  ...['', 'text', '0', 'module', '__proto__', '\u001b[2J', '\ud800', '\u202e', '<img src=x onerror=alert(1)>'],
  ...['javascript:alert(1)', '../../../etc/passwd', '[x](javascript:alert(1))', 'www.evil.example', 'x'.repeat(50_000)],
  ...[[], {}, [null], [[[[]]]], [{}], { length: 3 }],
];

/** One journal's text with one to three of its members changed, somewhere. */
export function mutant(journal: string, random: Rng): string {
  const lines = journal.trimEnd().split('\n');
  for (let left = random.int(1, 3); left > 0; left--) {
    const at = random.int(0, lines.length - 1);
    const { record } = JSON.parse(lines[at] as string) as { readonly record: Json };
    lines[at] = lineOf(at, mutated(record, random));
  }
  return `${lines.join('\n')}\n`;
}

/** A line of a journal with any record. */
export function lineOf(sequence: number, record: unknown): string {
  const text = JSON.stringify(record);
  return `{"seq":${sequence},"crc32":"${crc32(text).toString(16).padStart(8, '0')}","record":${text}}`;
}

/** A value of which one member, at any depth, is left out, becomes something else, comes twice, or is much larger. */
export function mutated(value: Json, random: Rng): Json {
  const isInner = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isInner || random.int(0, 7) === 0) return another(value, random);
  const name = random.pick(Object.keys(value));
  const member = (value as { readonly [name: string]: Json })[name] as Json;
  const isDropped = random.int(0, 9) === 0;
  if (Array.isArray(value)) {
    const at = Number(name);
    return isDropped ? value.toSpliced(at, 1) : value.with(at, mutated(member, random));
  }
  const { [name]: _, ...others } = value as { readonly [name: string]: Json };
  return isDropped ? others : { ...value, [name]: mutated(member, random) };
}

function another(value: Json, random: Rng): Json {
  const kind = random.int(0, 3);
  if (kind === 0 && typeof value === 'number') return value * 1000;
  if (kind === 1 && Array.isArray(value)) return [...value, ...value];
  return random.pick(VALUES);
}
