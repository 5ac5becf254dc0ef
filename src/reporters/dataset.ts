import type { Report } from '../model/report.js';
import type { RenderedFile, Reporter } from '../seams/reporter.js';
import { isCounted, overviewOf, processedOf, summaryCsv } from './dataset/processed.js';
import { samplesCsv, systemOf } from './dataset/samples.js';
import {
  fileName,
  type Variant,
  valueNames,
  valuesOf,
  variantName,
  variantsOf,
  workersOf,
} from './dataset/variants.js';
import { jsonText } from './text/json-text.js';

/** Below the run's folder: raw/ holds the samples of each row, processed/ the figures of all. */
const FOLDER = 'data';

function companions(report: Report): readonly RenderedFile[] {
  if (report.study.dataset !== true) return [];
  const overview = { file: `${FOLDER}/processed/overview.json`, text: jsonText(overviewOf(report)) };
  return [...rawFiles(report), ...summarised(report).flatMap((variant) => processedFiles(report, variant)), overview];
}

/** The variants without their baselines. */
function summarised(report: Report): readonly Variant[] {
  return variantsOf({ cells: report.cells.filter((cell) => isCounted(report, cell)) });
}

function processedFiles(report: Report, variant: Variant): readonly RenderedFile[] {
  const base = `${FOLDER}/processed/${variant.name}`;
  return [
    { file: `${base}.json`, text: jsonText(processedOf(report, variant)) },
    { file: `${base}_summary.csv`, text: summaryCsv(report, variant) },
  ];
}

/** Two files for each row that was sampled: of its trial with the median work time. */
function rawFiles(report: Report): readonly RenderedFile[] {
  const names = valueNames(report);
  const taken = new Set<string>();
  return report.telemetry.flatMap((sampled) => {
    const cell = report.cells.find(({ way, name }) => way === sampled.way && name === sampled.name);
    if (cell === undefined) return [];
    const values = valuesOf(cell, names).flatMap((value) => value ?? []);
    const base = uniqueIn(
      taken,
      `${FOLDER}/raw/${variantName(cell)}/${fileName(`${values.join('_')}_t${workersOf(cell)}`)}`,
    );
    return [
      { file: `${base}.csv`, text: samplesCsv(sampled, cell) },
      { file: `${base}_system.json`, text: jsonText(systemOf(sampled)) },
    ];
  });
}

/** What is hostile, or long, may look alike in a file's name. */
function uniqueIn(taken: Set<string>, name: string): string {
  let unique = name;
  for (let i = 2; taken.has(unique); i++) unique = `${name}_${i}`;
  taken.add(unique);
  return unique;
}

/** Samples and summaries for data frames: files of their own, where the study asks for them. */
const dataset: Reporter = {
  name: 'dataset',
  summary: 'Samples and summaries for other programs, where the study asks for them',
  file: null,
  render: (report) =>
    summarised(report)
      .map((variant) => summaryCsv(report, variant))
      .join('') || '\n',
  companions,
};
export default dataset;
