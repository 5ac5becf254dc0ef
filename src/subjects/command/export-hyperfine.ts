/** Runs in the shape of hyperfine's `--export-json`, for what reads that: its own plot scripts, Bencher and others. */
import { mean, median, sampleStandardDeviation } from 'simple-statistics';

/** The runs of one command with one worker count, in the order in which they ran. */
export interface HyperfineRow {
  /** With its placeholders filled in. */
  readonly command: string;
  /** What was filled in, such as `workers`. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** At least one. */
  readonly runs: readonly HyperfineRun[];
}

/** One run; null is what is not known. */
export interface HyperfineRun {
  readonly wallSeconds: number;
  readonly userSeconds: number | null;
  readonly systemSeconds: number | null;
  readonly peakBytes: number | null;
  /** As shells count it: 128 and its number for a signal. */
  readonly status: number | null;
}

/**
 * The JSON of hyperfine 1.20. `memory_usage_byte` is left out where any run lacks it, as by versions before 1.18, and
 * `parameters` where there are none; times without an account are 0, because hyperfine's readers expect numbers.
 */
export function hyperfineJson(rows: readonly HyperfineRow[]): string {
  return `${JSON.stringify({ results: rows.map(resultOf) }, null, 2)}\n`;
}

function resultOf({ command, parameters, runs }: HyperfineRow): object {
  const times = runs.map(({ wallSeconds }) => wallSeconds);
  const memory = runs.map(({ peakBytes }) => peakBytes);
  const texts = Object.entries(parameters).map(([name, value]) => [name, String(value)] as const);
  return {
    command,
    mean: mean(times),
    stddev: times.length < 2 ? null : sampleStandardDeviation(times),
    median: median(times),
    user: mean(runs.map(({ userSeconds }) => userSeconds ?? 0)),
    system: mean(runs.map(({ systemSeconds }) => systemSeconds ?? 0)),
    min: Math.min(...times),
    max: Math.max(...times),
    times,
    ...(memory.includes(null) ? {} : { memory_usage_byte: memory }),
    exit_codes: runs.map(({ status }) => status),
    ...(texts.length === 0 ? {} : { parameters: Object.fromEntries(texts) }),
  };
}
