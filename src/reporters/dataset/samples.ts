/** The samples of one row: what each worker had done, and what the machine was doing. */
import { createArrayCsvStringifier } from 'csv-writer';
import type { CellTelemetry } from '../../model/report.js';
import type { CellReport } from '../../model/row.js';
import { csvCell } from '../text/csv-cell.js';

type Values = readonly (number | null)[];

/** The columns of a row's samples. */
const COLUMNS = [
  'timestamp',
  'worker_id',
  'ops_total',
  'analysis_ops',
  'rss_bytes',
  'system_cpu_percent',
  'cpu_temperature_c',
] as const;

/** A line for each sample of each worker. Without counts by worker, as under a count of units, the workers' cells are empty. */
export function samplesCsv(sampled: CellTelemetry, cell: Pick<CellReport, 'load'>): string {
  const { atSeconds, series } = sampled.telemetry;
  const workers = numbered(series, 'unitsDone').map(({ number, values }) => ({ id: number as number | null, values }));
  const lines = (workers.length === 0 ? [{ id: null, values: atSeconds.map(() => null) }] : workers).flatMap(
    ({ id, values }) => {
      const counted = heldOver(values);
      const inWindow = analysisOps(atSeconds, counted, cell);
      return atSeconds.flatMap((at, row) => {
        // Workers and machine are sampled at instants of their own.
        if (id !== null && values[row] === null) return [];
        return [
          [
            timestamp(sampled, at),
            id,
            counted[row] ?? null,
            inWindow[row] ?? null,
            heldOver(series.rssBytes ?? [])[row] ?? null,
            percent(heldOver(series.cpuShare ?? [])[row] ?? null),
            heldOver(series.temperatureCelsius ?? [])[row] ?? null,
          ],
        ];
      });
    },
  );
  const stringifier = createArrayCsvStringifier({ header: [...COLUMNS] });
  return (stringifier.getHeaderString() ?? '') + stringifier.stringifyRecords(lines.map((line) => line.map(csvCell)));
}

/** Each instant's value, or the last one before it. */
function heldOver(values: Values): Values {
  let last: number | null = null;
  return values.map((value) => {
    last = value ?? last;
    return last;
  });
}

/** Units inside the window by then, as far as the samples tell; all of them under other loads. */
function analysisOps(atSeconds: readonly number[], counted: Values, { load }: Pick<CellReport, 'load'>): Values {
  if (load.kind !== 'window') return counted;
  const until = load.warmupSeconds + load.windowSeconds;
  const doneBy = (seconds: number) => counted[atSeconds.findLastIndex((at) => at <= seconds)] ?? 0;
  const before = doneBy(load.warmupSeconds);
  return counted.map((done, row) => {
    const at = atSeconds[row] as number;
    if (done === null || at < load.warmupSeconds) return done === null ? null : 0;
    return (at <= until ? done : doneBy(until)) - before;
  });
}

/** What the system did meanwhile: `cpu_samples` and `power`; null for what the machine does not tell. */
export function systemOf(sampled: CellTelemetry) {
  const { atSeconds, series } = sampled.telemetry;
  const cpus = numbered(series, 'cpuShare');
  const watts = (series.watts ?? []).filter((value) => value !== null);
  const celsius = (series.temperatureCelsius ?? []).filter((value) => value !== null);
  return {
    cpu_samples: atSeconds.flatMap((at, row) => {
      const percpu = cpus.map(({ values }) => percent(values[row] ?? null));
      const avg = percent(series.cpuShare?.[row] ?? null);
      return avg === null ? [] : [{ timestamp: timestamp(sampled, at), percpu, avg }];
    }),
    power: {
      energy_joules: sampled.joules,
      avg_power_w: mean(watts),
      avg_temperature_c: mean(celsius),
      sample_count: Math.max(watts.length, celsius.length),
    },
  };
}

/** `cpuShare.0`, `cpuShare.1` …: a series for each CPU or worker, by its number. */
function numbered(series: CellTelemetry['telemetry']['series'], name: string) {
  return Object.entries(series)
    .flatMap(([key, values]) => {
      const number = key.startsWith(`${name}.`) ? Number(key.slice(name.length + 1)) : Number.NaN;
      return Number.isInteger(number) ? [{ number, values }] : [];
    })
    .toSorted((a, b) => a.number - b.number);
}

/** Seconds since 1970, as `time.time()` gives them; since the timed part began where that was not noted. */
function timestamp({ startedAt }: CellTelemetry, atSeconds: number): number {
  const began = startedAt === null ? 0 : Date.parse(startedAt) / 1000;
  return Number((began + atSeconds).toFixed(3));
}

function percent(share: number | null): number | null {
  return share === null ? null : Number((share * 100).toFixed(2));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
