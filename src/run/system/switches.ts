/** How often threads gave their CPU up, and how often it was taken from them. */
export interface Switches {
  readonly voluntary: number;
  readonly involuntary: number;
}

/** The switches in a thread's status; null where they are not told. */
export function parseSwitches(status: string): Switches | null {
  const [, voluntary] = /^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status) ?? [];
  const [, involuntary] = /^nonvoluntary_ctxt_switches:\s+(\d+)$/m.exec(status) ?? [];
  if (voluntary === undefined || involuntary === undefined) return null;
  return { voluntary: Number(voluntary), involuntary: Number(involuntary) };
}
