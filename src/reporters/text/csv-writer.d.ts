/** What kneepoint uses of csv-writer; its own types are TypeScript sources that strict builds reject. */

export interface ArrayCsvStringifier {
  /** The head with its line feed; null without a header. */
  getHeaderString(): string | null;
  /** One line a record, each with its line feed. */
  stringifyRecords(records: readonly (readonly string[])[]): string;
}

export function createArrayCsvStringifier(params: { readonly header?: readonly string[] }): ArrayCsvStringifier;
