/** What a point of a matrix showed, as soon as its last trial has ended: a study of hours is watched. */
import { throughputOf } from '../analysis/loads.js';
import type { StudyEvent } from '../model/events.js';
import type { PlannedTrial } from '../model/plan.js';
import type { TrialRecord } from '../model/trial.js';
import { visible } from '../reporters/text/escape.js';
import { cutTo } from '../reporters/text/width.js';
import { workersText } from '../words/counts.js';
import { percent, rate, short } from '../words/numbers.js';

/** A study that is expected to take less shows its report soon enough. */
const LONG_SECONDS = 60;
/** Columns of a point's name. */
const LONGEST = 60;

interface Ended {
  readonly trial: PlannedTrial;
  readonly record: TrialRecord;
}

/** Follows a study, and has a few lines for each point that ended. A resumed study has none for points that began before. */
export class PointBlocks {
  readonly #left = new Map<string, number>();
  readonly #ended = new Map<string, Ended[]>();

  /** The lines of the point that this event ends; none for any other event. */
  hear(event: StudyEvent): readonly string[] {
    if (event.kind === 'study-start') this.#start(event);
    if (event.kind !== 'trial-end' || event.record.kind !== 'trial' || event.runsAgain) return [];
    const { trial, record } = event;
    const { name } = trial.cell.way.task;
    const left = this.#left.get(name);
    if (left === undefined) return [];
    this.#left.set(name, left - 1);
    const ended = [...(this.#ended.get(name) ?? []), { trial, record }];
    this.#ended.set(name, ended);
    return left === 1 ? blockOf(name, ended) : [];
  }

  #start({ study, estimate }: Extract<StudyEvent, { kind: 'study-start' }>): void {
    if (estimate === null || (estimate.seconds ?? LONG_SECONDS) < LONG_SECONDS) return;
    for (const { cell } of study.plan.trials) {
      const { name, point } = cell.way.task;
      if (point !== undefined) this.#left.set(name, (this.#left.get(name) ?? 0) + 1);
    }
  }
}

function blockOf(name: string, ended: readonly Ended[]): readonly string[] {
  const executors = [...new Set(ended.map(({ trial }) => trial.cell.way.executor))];
  const curves = executors.flatMap((executor) => {
    const own = ended.filter(({ trial }) => trial.cell.way.executor === executor && trial.cell.workers > 0);
    const text = spanText(own);
    return text === null ? [] : [`  ${executors.length > 2 ? `${executor}, ` : ''}${text}`];
  });
  const failed = ended.filter(({ record }) => record.outcome !== 'completed').length;
  const title = `${cutTo(visible(name), LONGEST)} is done${failed === 0 ? '' : `, ${failed} of ${ended.length} trials not completed`}`;
  return curves.length === 0 ? [title] : [`${title}:`, ...curves, `  ${machineText(ended)}`];
}

/** `1 worker to 10 workers: 124 to 1,153 tasks/s, efficiency 93 %`; null where nothing completed. */
function spanText(ended: readonly Ended[]): string | null {
  const counts = [...new Set(ended.map(({ trial }) => trial.cell.workers))].toSorted((a, b) => a - b);
  const known = counts.flatMap((workers) => {
    const own = ended.filter(({ trial }) => trial.cell.workers === workers);
    const throughput = mean(own.map(({ record }) => record.measurement && throughputOf(record.measurement)));
    return throughput === null ? [] : [{ workers, throughput }];
  });
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return null;
  if (first === last) return `${workersText(first.workers)}: ${rate(first.throughput)} tasks/s`;
  const efficiency = (last.throughput / last.workers / first.throughput) * first.workers;
  return `${workersText(first.workers)} to ${workersText(last.workers)}: ${rate(first.throughput)} to ${rate(last.throughput)} tasks/s, efficiency ${percent(efficiency)}`;
}

/** What the machine did, everybody's: `CPU 94 %, 66 °C, 0.34 mJ per unit`. */
function machineText(ended: readonly Ended[]): string {
  const sampled = (name: string) => mean(ended.flatMap(({ record }) => record.telemetry?.series[name] ?? []));
  const joules = mean(
    ended.map(({ record: { readings, measurement } }) => {
      const total = readings.energy?.joules;
      return typeof total === 'number' && measurement !== null ? total / measurement.unitsCompleted : null;
    }),
  );
  const celsius = sampled('temperatureCelsius');
  return [
    `CPU ${known(sampled('cpuShare'), percent)}`,
    `temperature ${known(celsius, (value) => `${value.toFixed(0)} °C`)}`,
    `energy ${known(joules, (value) => `${short(value * 1000)} mJ per unit`)}`,
  ].join(', ');
}

function known(value: number | null, text: (value: number) => string): string {
  return value === null ? 'N/A' : text(value);
}

function mean(values: readonly (number | null)[]): number | null {
  const numbers = values.filter((value) => value !== null && Number.isFinite(value)) as readonly number[];
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
