/** All pictures of a report. */
import type { Report } from '../../model/report.js';
import { curveGroups } from './curve-series.js';
import { distributionPicture } from './distribution.js';
import { latencyPicture } from './latency.js';
import { samplePictures } from './latency-samples.js';
import { ledgerPictures } from './ledger.js';
import type { Picture } from './picture.js';
import { ratePictures } from './rates.js';
import { roundsPicture } from './rounds.js';
import { speedupPicture, throughputPicture } from './scaling.js';
import { telemetryPictures } from './telemetry.js';

/** The pictures of one task. */
export interface TaskPictures {
  readonly task: string;
  /** Speedup, throughput, rates, ledgers, latency, its distribution, rounds. */
  readonly answering: readonly Picture[];
  /** What was sampled over time. */
  readonly telemetry: readonly Picture[];
}

/** The pictures of each task, in the report's order; their ids are unique. */
export function picturesOf(report: Report): readonly TaskPictures[] {
  let [ledgers, series, samples] = [0, 0, 0];
  return curveGroups(report).map((group) => {
    const ledger = report.simulated ? [] : ledgerPictures(group, ledgers);
    const telemetry = telemetryPictures(group, series);
    const units = samplePictures(group, samples);
    ledgers += ledger.length;
    series += telemetry.length;
    samples += units.length;
    const others = [latencyPicture(group), distributionPicture(group), roundsPicture(group)];
    const scaling = [speedupPicture(group), throughputPicture(group), ...ratePictures(group)];
    const answering = [...scaling, ...ledger, ...others];
    return {
      task: group.task,
      answering: answering.filter((picture) => picture !== null),
      telemetry: [...units, ...telemetry],
    };
  });
}

/** All of a task's pictures, in the order in which they are shown. */
export function allOf({ answering, telemetry }: TaskPictures): readonly Picture[] {
  return [...answering, ...telemetry];
}
