/** A reporter: turns a report into text. */
import type { Report } from '../model/report.js';

/** Turns a report into text, purely. */
export interface Reporter {
  readonly name: string;
  readonly summary: string;
  /**
   * File name inside the run's folder. One that begins with a dot is an extension: that file lies beside
   * the folder and shares its name. Null for what is only shown, or has companions alone.
   */
  readonly file: string | null;
  /** `runName` is the name of the run's folder, and of the CSV beside it; none where nothing is on disk. */
  render(report: Report, runName?: string): string;
  /** More files for the run's folder, such as the pictures that go with `file`. */
  companions?(report: Report): readonly RenderedFile[];
}

/** A file to be written into the run's folder. */
export interface RenderedFile {
  /** A path below the run's folder, of plain names. */
  readonly file: string;
  readonly text: string;
}
