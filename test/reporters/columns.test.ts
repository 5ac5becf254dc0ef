/** The columns of rows: where each is shown, and the CSV's page of documentation. */
import { expect, test } from 'vitest';
import type { RowColumn } from '../../src/reporters/columns/column.js';
import { ROW_COLUMNS } from '../../src/reporters/columns/row-columns.js';
import { detailColumns, resultColumns } from '../../src/reporters/columns/tables.js';
import { CSV_COLUMNS } from '../../src/reporters/csv.js';
import { ROUND_COLUMNS } from '../../src/reporters/rounds.js';
import { limited, plainReport } from './sample-report.js';

const UNITS = {
  count: 'number',
  seconds: 's',
  milliseconds: 'ms',
  perSecond: 'per second',
  ratio: 'ratio',
  share: 'share, 1 is 100 %',
  change: 'share, 0 is no change',
  bytes: 'bytes',
  celsius: '°C',
  watts: 'W',
  joules: 'J',
};

test('every column with a heading in the CSV is there, once', () => {
  const headed = Object.entries(ROW_COLUMNS).flatMap(([key, { csv }]) => (csv === null ? [] : [key]));
  expect(CSV_COLUMNS.toSorted()).toEqual(headed.toSorted());
});

test('every column is shown somewhere, and says what it means', () => {
  for (const { csv, title, help } of Object.values(ROW_COLUMNS)) {
    expect(csv ?? title).not.toBeNull();
    expect(help).toMatch(/^[\p{Lu}\d`✓].*\.$/u);
  }
});

test('no table has a title twice', () => {
  for (const columns of [resultColumns(limited, limited.cells), detailColumns(plainReport)]) {
    const titles = columns.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  }
});

test('the page on the CSV is current; this test with -u writes it', async () => {
  const rows = CSV_COLUMNS.map((key) => {
    const { csv, unit, help, commandHelp }: RowColumn = ROW_COLUMNS[key];
    const meaning = commandHelp === undefined ? help : `${help} Of a command: ${commandHelp}`;
    return `| ${csv} | ${unit === null ? 'text' : UNITS[unit]} | ${meaning} |`;
  });
  const page = `# The CSV

<!-- Made from src/reporters/columns/; do not edit. After a change: npx vitest run test/reporters/columns.test.ts -u -->

One line for each row of the report, with averages over the completed rounds. What was not measured is empty. New columns come last, and none is ever renamed.

| column | unit | meaning |
| --- | --- | --- |
${rows.join('\n')}

## rounds.csv

In the run's folder. One line for each round of each row, nothing averaged. For older runs, \`kneepoint report DIR\` makes it from the journal. In Python, with pandas:

\`\`\`python
rounds = pandas.read_csv('results/xz__2026_11_22__10_00_00/rounds.csv')
rounds.groupby('workers')['work_seconds'].describe()
\`\`\`

In R:

\`\`\`r
rounds <- read.csv("results/xz__2026_11_22__10_00_00/rounds.csv")
boxplot(work_seconds ~ workers, data = rounds)
\`\`\`

| column | meaning |
| --- | --- |
${ROUND_COLUMNS.map(([name, help]) => `| ${name} | ${help} |`).join('\n')}
`;
  await expect(page).toMatchFileSnapshot('../../docs/csv.md');
});
