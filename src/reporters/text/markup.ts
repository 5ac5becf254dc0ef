/** HTML and SVG that cannot be broken out of: whatever is put into a template is escaped, unless it is markup itself. */
import { visible } from './escape.js';

/** A piece of HTML or SVG; only this module makes one. */
export class Markup {
  readonly #source: string;

  constructor(template: readonly string[], values: readonly Piece[]) {
    this.#source = template.map((part, i) => part + sourceOf(values[i] ?? null)).join('');
  }

  toString(): string {
    return this.#source;
  }
}

/** What a template takes: text is escaped, null is nothing, lists are joined. */
export type Piece = string | number | Markup | null | readonly Piece[];

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The space of "4.2 %", where no line may break. */
const LONELY_PERCENT = /(?<=\d) (?=%(?!\w))/g;

/**
 * A template of HTML or of SVG (XML). Text in it is shown as it is, invisible characters written out, in
 * elements and in quoted attributes alike.
 */
export function markup(template: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  return new Markup(template, values);
}

function sourceOf(piece: Piece): string {
  if (piece === null) return '';
  if (piece instanceof Markup) return piece.toString();
  if (Array.isArray(piece)) return piece.map(sourceOf).join('');
  return visible(String(piece))
    .replace(LONELY_PERCENT, '\u00a0')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/** Source that kneepoint made itself, such as its style sheet: it goes in unchanged, so never pass text from outside. */
export function ownSource(source: string): Markup {
  return new Markup([source], []);
}
