import type { History, HistoryPoint } from '../../model/history.js';
import { counted, cpusText, workersText } from '../../words/counts.js';
import { change, NONE, rate, withInterval } from '../../words/numbers.js';
import type { TerminalOptions } from '../terminal/view.js';
import { toAscii } from '../text/ascii.js';
import { painter, type Style } from '../text/colour.js';
import { visible } from '../text/escape.js';
import { jobDetails } from '../text/job-details.js';
import { type Column, tableLines } from '../text/table.js';
import { cutTo, wrap } from '../text/width.js';

/** Columns of the longest bar. */
const BAR = 20;

/** Histories as tables, with a bar for each run; ends in a newline. */
export function renderHistories(histories: readonly History[], options: TerminalOptions): string {
  const width = Math.max(40, options.width);
  const paint = painter(options.colour);
  const text = `${histories.map((history) => section(history, width, paint).join('\n')).join('\n\n')}\n`;
  return options.unicode ? text : toAscii(text);
}

function section(history: History, width: number, paint: (style: Style, text: string) => string): readonly string[] {
  const { points, task, args, executor, inFlight, order, cpus, workers, machine, simulated } = history;
  const details = cutTo(visible(jobDetails(args)), 60);
  const set = cpus === null ? '' : `, ${cpusText(cpus)}`;
  const flight = inFlight === 1 ? '' : `, ${inFlight} in flight`;
  const kept = order === 'none' ? '' : `, in order of ${visible(order)}`;
  const place = simulated ? 'SIMULATED, nothing was measured' : visible(machine);
  const title = `${visible(task)}(${details}), ${visible(executor)}${flight}${kept}${set}, ${workersText(workers)}: ${place}`;
  const styled = (text: string, line: number) => {
    const point = points[line - 1];
    return line === 0 ? paint('dim', text) : point?.step === true ? paint('yellow', text) : text;
  };
  return [
    ...wrap(title, width).map((line) => paint('bold', line)),
    ...tableLines(columnsOf(history), points, width, styled),
    ...verdicts(history).flatMap((text) => wrap(text, width)),
  ];
}

function columnsOf({ points, noun }: History): readonly Column<HistoryPoint>[] {
  const highest = Math.max(...points.map(({ throughput }) => throughput.value));
  const bar = (value: number) => '█'.repeat(Math.round((value / highest) * BAR));
  return [
    { title: 'began', align: 'left', expendable: 0, text: ({ startedAt }) => minuteOf(startedAt) },
    { title: 'commit', align: 'left', expendable: 2, text: ({ gitCommit }) => visible(gitCommit ?? '').slice(0, 8) },
    { title: 'node', align: 'left', expendable: 4, text: ({ node }) => visible(node) },
    {
      title: `${noun === 'run' ? 'runs' : 'tasks'}/s`,
      align: 'right',
      expendable: 0,
      text: ({ throughput }) => withInterval(throughput, rate),
    },
    {
      title: 'change',
      align: 'right',
      expendable: 1,
      text: (point) => (point.change === null ? '' : change(point.change)),
    },
    { title: 'use', align: 'right', expendable: 3, text: ({ recommended }) => String(recommended ?? NONE) },
    {
      title: '',
      align: 'left',
      expendable: 1,
      text: ({ throughput, step }) => bar(throughput.value) + (step ? ' ◀' : ''),
    },
  ];
}

/** Each step in a sentence, or why there is none. */
function verdicts({ levels, points, searched, noun }: History): readonly string[] {
  if (!searched) return [`${counted(points.length, 'run')}: a step needs at least 8 to be shown.`];
  const steps = levels.filter((level) => level.change !== null);
  if (steps.length === 0) return ['No step is shown.'];
  return steps.map(({ from, throughput, change: share }) => {
    const { startedAt, gitCommit } = points[from] as HistoryPoint;
    const commit = gitCommit === null ? '' : ` (commit ${visible(gitCommit).slice(0, 8)})`;
    return `Step: from ${minuteOf(startedAt)}${commit} on, throughput is ${rate(throughput)} ${noun === 'run' ? 'runs' : 'tasks'}/s, ${change(share)}.`;
  });
}

/** A date of ISO 8601 to its minute, whatever else it may be. */
function minuteOf(date: string): string {
  return visible(date).slice(0, 16).replace('T', ' ');
}
