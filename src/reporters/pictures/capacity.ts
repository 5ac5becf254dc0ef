/** What a search found, over the worker counts. */
import type { CapacityCurve } from '../../model/capacity.js';
import { measuresService } from '../../seams/subject.js';
import { workersText } from '../../words/counts.js';
import { plain, rate } from '../../words/numbers.js';
import { linearAxis, workersAxis } from './axis.js';
import { type CurveGroup, colourOf, dotOf, extentOf, lawSeries, pictureId } from './curve-series.js';
import type { DotSeries, XyPicture } from './picture.js';

/** The highest rates of a task's ways to serve, with their bands and laws; null where no two worker counts hold a rate. */
export function capacityPicture({ report, task, index }: CurveGroup): XyPicture | null {
  const curves = report.capacityCurves.filter((curve) => curve.task === task && heldPoints(curve).length > 1);
  const [first] = curves;
  if (first === undefined) return null;
  const several = curves.length > 1;
  const measured = curves.map((curve, i) => bandSeries(curve, several ? nameOf(curve) : 'sustained', i));
  const laws = curves.flatMap((curve, i) =>
    lawSeries(curve.fits, curve.points.at(-1)?.workers ?? 1, 1, {
      name: several ? nameOf(curve) : 'fit',
      colour: several ? colourOf(i) : 'vermillion',
    }),
  );
  const noun = measuresService(report.study) ? 'requests' : 'tasks';
  return {
    kind: 'xy',
    id: pictureId('capacity', index),
    title: 'Highest rate against workers',
    caption: `${several ? '' : `${first.headline}. `}Points lie at the middle of the band between what is sustained and what is too much.`,
    x: workersAxis(curves.flatMap(({ points }) => points.map(({ workers }) => workers))),
    y: linearAxis(`${noun} per second`, 'rate', 0, Math.max(...extentOf([...measured, ...laws])) * 1.05),
    series: [...laws, ...measured],
  };
}

function nameOf({ executor, inFlight }: CapacityCurve): string {
  return inFlight === 1 ? executor : `${executor}, ${inFlight} in flight`;
}

function bandSeries(curve: CapacityCurve, name: string, index: number): DotSeries {
  const dots = heldPoints(curve).map(({ workers, sustainedPerSecond, failedPerSecond, capacity }) => {
    const beyond = failedPerSecond === null ? '' : `, not ${plain(failedPerSecond)}/s`;
    const label = `${workersText(workers)}: ${rate(sustainedPerSecond)}/s held${beyond}`;
    return dotOf(workers, capacity, label, curve.workers === workers ? 'recommended' : null);
  });
  return { kind: 'dots', name, colour: colourOf(index), line: 'solid', dots };
}

function heldPoints({ points }: CapacityCurve) {
  return points.flatMap((point) => (point.capacity === null ? [] : [{ ...point, capacity: point.capacity }]));
}
