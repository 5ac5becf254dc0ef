import { type Command, Option } from '@commander-js/extra-typings';
import { refusals } from '../analysis/compare/differences.js';
import type { Price, PricedRuns } from '../analysis/sizing/rows.js';
import { type Shape, shapesOf, sharedPrice } from '../analysis/sizing/shapes.js';
import { type SizingQuestion, sizeInstances } from '../analysis/sizing.js';
import { type Prices, readPrices } from '../config/prices.js';
import { showValue, usageError } from '../config/problems.js';
import { didYouMean } from '../config/suggest.js';
import type { Recording } from '../model/journal.js';
import { renderSizing } from '../reporters/sizing/terminal.js';
import { jsonText } from '../reporters/text/json-text.js';
import { EXIT } from '../user-error.js';
import { readRun, runPaths } from './runs.js';
import { print, screens } from './terminal.js';

const EXAMPLES = `
Examples:
  $ kneepoint size results/a results/b --prices prices.json --rate 2000 --p99 50
  $ kneepoint size results/a,results/b --prices prices.json --rate 2000 --json

Measure with run --instance NAME, so that each run names its instance. Prices:
{"instances": {"c7g.large": {"per_hour": 0.0725, "currency": "USD"}}}
docs/sizing.md has a worked example.

Exit status 4: nothing measured keeps the limits.`;

/** What the command line gave; numbers as texts. */
interface SizeRequest {
  readonly prices: string;
  readonly rate: string;
  readonly p50?: string | undefined;
  readonly p99?: string | undefined;
  readonly maxRss?: string | undefined;
  readonly maxErrors?: string | undefined;
  /** The names that these two limits had before. */
  readonly rssMb?: string | undefined;
  readonly errorRate?: string | undefined;
  readonly headroom: string;
  readonly json?: boolean | undefined;
}

/** `kneepoint size RESULTS…`: which instance to buy, and how many. */
export default function defineSize(command: Command): void {
  command
    .argument('<results...>', 'runs: folders, journals or CSVs')
    .requiredOption('--prices <file>', 'price of each instance per hour')
    .requiredOption('--rate <n>', 'units per second to sustain')
    .option('--p50 <ms>', 'limit on the median latency: from arrival to answer')
    .option('--p99 <ms>', 'limit on its 99th percentile')
    .option('--max-rss <MiB>', 'limit on memory')
    .option('--max-errors <share>', 'limit on failed units over all units, 0 to 1')
    .addOption(new Option('--rss-mb <n>').hideHelp())
    .addOption(new Option('--error-rate <share>').hideHelp())
    .option('--headroom <percent>', 'share of the throughput to keep free', '30%')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (results, options) => {
      process.exitCode = await size(results, options);
    });
}

async function size(results: readonly string[], request: SizeRequest): Promise<number> {
  const question = questionOf(request);
  const prices = readPrices(request.prices, process.cwd());
  const runs = await Promise.all(
    runPaths(results).map(async (path) => [path, await readRun(path, 'RESULTS')] as const),
  );
  const sizing = sizeInstances(pricedRuns(runs, prices, request.prices), question);
  print(request.json === true ? jsonText(sizing) : renderSizing(sizing, screens.out));
  return sizing.best.length === 0 ? EXIT.threshold : EXIT.done;
}

function questionOf({ rate, headroom, p50, p99, ...limits }: SizeRequest): SizingQuestion {
  return {
    rate: numberOf('--rate', rate, ABOVE_0),
    headroom: numberOf('--headroom', headroom, PERCENT) / 100,
    limits: {
      p50Ms: limitOf('--p50', p50, ABOVE_0),
      p99Ms: limitOf('--p99', p99, ABOVE_0),
      rssMb: limitOf('--max-rss', limits.maxRss, ABOVE_0) ?? limitOf('--rss-mb', limits.rssMb, ABOVE_0),
      errorRate: limitOf('--max-errors', limits.maxErrors, SHARE) ?? limitOf('--error-rate', limits.errorRate, SHARE),
    },
  };
}

/** Which numbers a flag takes. */
interface Range {
  readonly name: string;
  has(value: number): boolean;
}

const ABOVE_0: Range = { name: 'a number above 0', has: (value) => value > 0 };
const SHARE: Range = { name: 'a share from 0 to 1', has: (value) => value >= 0 && value <= 1 };
const PERCENT: Range = { name: 'percent from 0 to below 100', has: (value) => value >= 0 && value < 100 };

function limitOf(flag: string, text: string | undefined, range: Range): number | null {
  return text === undefined ? null : numberOf(flag, text, range);
}

function numberOf(flag: string, text: string, range: Range): number {
  const digits = range === PERCENT ? text.replace(/\s*%$/, '') : text;
  const value = /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(digits.trim()) ? Number(digits) : Number.NaN;
  if (Number.isFinite(value) && range.has(value)) return value;
  throw usageError(flag, `expected ${range.name}, found ${showValue(text)}`, null);
}

/** The runs by instance; throws ConfigError for runs that cannot be put together or priced. */
function pricedRuns(
  runs: readonly (readonly [path: string, recording: Recording])[],
  prices: Prices,
  file: string,
): readonly PricedRuns[] {
  const byInstance = new Map<string, Recording[]>();
  for (const [path, recording] of runs) {
    const instance = instanceOf(path, recording);
    byInstance.set(instance, [...(byInstance.get(instance) ?? []), recording]);
  }
  const [first] = runs;
  const differences = runs.flatMap(([, recording]) => (first === undefined ? [] : refusals(first[1], recording)));
  const [different] = differences;
  if (different !== undefined) throw usageError('RESULTS', `the runs do not measure the same: ${different}`, null);
  const shapes = [...byInstance].flatMap(([instance, recordings]) => shapesOf(instance, recordings));
  const priced = shapes.map((shape) => {
    const { name, instance: machine, runs: own } = shape;
    return { instance: name, machine, price: priceOf(shape, prices, file), runs: own };
  });
  const currencies = new Set(priced.map(({ price }) => price.currency));
  if (currencies.size > 1)
    throw usageError('--prices', `prices are in ${[...currencies].join(' and ')}`, 'give them in one currency');
  return priced;
}

/** A set without a price of its own costs its share of the instance. */
function priceOf(shape: Shape, prices: Prices, file: string): Price {
  const { name, instance, share } = shape;
  const own = prices.get(name);
  if (own !== undefined) return own;
  const whole = prices.get(instance);
  if (whole !== undefined && share !== null) return sharedPrice(whole, { ...shape, share });
  const hint = didYouMean(instance, [...prices.keys()]);
  throw usageError('--prices', `${file} has no price for ${showValue(instance)}`, hint);
}

function instanceOf(path: string, { study }: Recording): string {
  if (study.study.tasks.length !== 1)
    throw usageError(
      'RESULTS',
      `${showValue(path)} holds ${study.study.tasks.length} tasks`,
      'size takes runs of one task',
    );
  // Journals of older versions do not have it.
  const instance = study.provenance.instance ?? null;
  if (instance !== null) return instance;
  throw usageError(
    'RESULTS',
    `${showValue(path)} does not say on which instance it ran`,
    'measure with run --instance NAME',
  );
}
