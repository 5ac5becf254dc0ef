/** All pictures of a report. */
import type { Report } from '../../model/report.js';
import { capacityPicture } from './capacity.js';
import { type CurveGroup, curveGroups } from './curve-series.js';
import { distributionPicture } from './distribution.js';
import { flamePictures } from './flame.js';
import { inFlightPicture } from './in-flight.js';
import { latencyPicture } from './latency.js';
import { samplePictures } from './latency-samples.js';
import { ledgerPictures } from './ledger.js';
import type { Picture, Sentence } from './picture.js';
import { ratePictures } from './rates.js';
import { roundsPicture } from './rounds.js';
import { scalingPicture } from './scaling.js';
import { telemetryPictures } from './telemetry.js';

/** The pictures of one task. */
export interface TaskPictures {
  readonly task: string;
  /** What the answer rests on, to stand beside it: speedup, throughput or latency; null where nothing was swept. */
  readonly lead: Picture | null;
  /** Rates, ledgers, latency, its distribution, profiles, rounds. */
  readonly answering: readonly Picture[];
  /** What was sampled over time. */
  readonly telemetry: readonly Picture[];
  /** What needs no picture, in sentences: its values are all the same. */
  readonly said: { readonly answering: readonly string[]; readonly telemetry: readonly string[] };
}

/** A picture, a sentence in its place, or nothing to show. */
type Drawn = Picture | Sentence | null;

/** The pictures of each task, in the report's order; their ids are unique. */
export function picturesOf(report: Report): readonly TaskPictures[] {
  let [ledgers, series, samples, flames] = [0, 0, 0, 0];
  return curveGroups(report).map((group) => {
    const ledger = report.simulated ? [] : ledgerPictures(group, ledgers);
    const telemetry = telemetryPictures(group, series);
    const units = samplePictures(group, samples);
    ledgers += picturesIn(ledger).length;
    series += picturesIn(telemetry).length;
    samples += units.length;
    const profiles = flamePictures(group, flames);
    flames += profiles.length;
    const { lead, others } = ledBy(group);
    const answering = [...others, ...ledger, ...profiles, distributionPicture(group), roundsPicture(group)];
    return {
      task: group.task,
      lead,
      answering: picturesIn(answering),
      telemetry: [...units, ...picturesIn(telemetry)],
      said: { answering: sentencesIn(answering), telemetry: sentencesIn(telemetry) },
    };
  });
}

/** What answers best comes first: how more workers, more in flight or higher rates do, then how long units take. */
function ledBy(group: CurveGroup): { readonly lead: Picture | null; readonly others: readonly Drawn[] } {
  const all = [
    capacityPicture(group),
    scalingPicture(group),
    inFlightPicture(group),
    ...ratePictures(group),
    latencyPicture(group),
  ];
  const lead = picturesIn(all)[0] ?? null;
  return { lead, others: all.filter((each) => each !== lead) };
}

function picturesIn(drawn: readonly Drawn[]): readonly Picture[] {
  return drawn.filter((each): each is Picture => each !== null && each.kind !== 'sentence');
}

function sentencesIn(drawn: readonly Drawn[]): readonly string[] {
  return drawn.flatMap((each) => (each?.kind === 'sentence' ? [each.text] : []));
}

/** All of a task's pictures, in the order in which they are shown. */
export function allOf({ lead, answering, telemetry }: TaskPictures): readonly Picture[] {
  return [...(lead === null ? [] : [lead]), ...answering, ...telemetry];
}
