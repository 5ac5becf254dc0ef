import type { CellProfile } from '../../model/report.js';
import { counted } from '../../words/counts.js';
import { duration, mebibytes, percent } from '../../words/numbers.js';
import { visible } from '../text/escape.js';
import { cutTo } from '../text/width.js';
import { type Column, figureOf, textOf } from './column.js';

/** Columns of a name or a place. */
const LONGEST = 40;

const KIND_TEXT: { readonly [kind in CellProfile['kind']]: string } = { cpu: 'CPU time', heap: 'Allocated memory' };

/** `CPU time by function, parallel_4, all workers together`; escaped for terminals. */
export function profileTitle({ kind, name, files }: CellProfile): string {
  const together = files.length > 1 ? `, ${counted(files.length, 'worker')} together` : '';
  return `${KIND_TEXT[kind]} by function, ${cutTo(visible(name), LONGEST)}${together}`;
}

/** What is said of a share that is not among the largest of the row that it is compared with. */
export const missingBase = 'hardly any';

type Row = CellProfile['rows'][number];

/** The columns of a profile: a function, its place, and what it cost alone and with what it called. */
export function profileColumns({ kind, against }: CellProfile): readonly Column<Row>[] {
  const cost = kind === 'cpu' ? duration : mebibytes;
  return [
    textOf('function', 0, ({ functionName }) => functionName),
    {
      ...textOf<Row>('place', 0, ({ location }) => location),
      brief: ({ location }) => endOf(visible(location)),
    },
    figureOf('self', 0, ({ self }) => self, cost),
    figureOf('share', 0, ({ share }) => share, percent),
    ...(against === null
      ? []
      : [
          figureOf<Row>(
            'with fewest',
            2,
            ({ baseShare }) => baseShare,
            (value) => (value === null ? missingBase : percent(value)),
          ),
        ]),
    figureOf('total', 1, ({ total }) => total, cost),
  ];
}

/** The end of a place tells more than its beginning. */
function endOf(text: string): string {
  if (cutTo(text, LONGEST) === text) return text;
  const characters = [...text].slice(-(LONGEST - 1));
  while (cutTo(characters.join(''), LONGEST - 1) !== characters.join('')) characters.shift();
  return `…${characters.join('')}`;
}
