import type { CellProfile } from '../../model/report.js';
import type { ProfileRow } from '../../model/trial.js';
import { counted } from '../../words/counts.js';
import { duration, mebibytes, percent } from '../../words/numbers.js';
import { visible } from './escape.js';
import type { Column } from './table.js';
import { cutTo } from './width.js';

/** Columns of a name or a place. */
const LONGEST = 40;

const KIND_TEXT: { readonly [kind in CellProfile['kind']]: string } = { cpu: 'CPU time', heap: 'Allocated memory' };

/** `CPU time by function, parallel_4, all workers together`; escaped for terminals. */
export function profileTitle({ kind, name, files }: CellProfile): string {
  const together = files.length > 1 ? `, ${counted(files.length, 'worker')} together` : '';
  return `${KIND_TEXT[kind]} by function, ${cutTo(visible(name), LONGEST)}${together}`;
}

/** The columns of a profile: a function, its place, and what it cost alone and with what it called. */
export function profileColumns({ kind }: CellProfile): readonly Column<ProfileRow>[] {
  const cost = kind === 'cpu' ? duration : mebibytes;
  return [
    { title: 'function', align: 'left', expendable: 0, text: (row) => cutTo(visible(row.functionName), LONGEST) },
    { title: 'place', align: 'left', expendable: 0, text: (row) => endOf(visible(row.location), LONGEST) },
    { title: 'self', align: 'right', expendable: 0, text: (row) => cost(row.self) },
    { title: 'share', align: 'right', expendable: 0, text: (row) => percent(row.share) },
    { title: 'total', align: 'right', expendable: 1, text: (row) => cost(row.total) },
  ];
}

/** The end of a place tells more than its beginning. */
function endOf(text: string, width: number): string {
  if (cutTo(text, width) === text) return text;
  const characters = [...text].slice(-(width - 1));
  while (cutTo(characters.join(''), width - 1) !== characters.join('')) characters.shift();
  return `…${characters.join('')}`;
}
