/**
 * Full collections, without the 15 to 30 ms that starting a process with --expose-gc costs. V8 gives `gc` to
 * contexts that are made while its flag is set. The flag is set for that moment only: code caches are checked
 * against V8's flags, so while it is set, whatever is loaded of Node itself is compiled anew. A worker thread
 * then takes twice as long to start.
 */
const FLAG = 'expose-gc';

/** The user's own flag gives every context one. */
const given = (globalThis as { readonly gc?: () => void }).gc;
let collector = given;

/** A full collection in this thread. Not for a worker thread: the flag is the whole process's. */
export function collectGarbage(): void {
  collector ??= exposing(newCollector);
  collector();
}

/** A full collection in a worker thread, while the process's main thread exposes collectors. */
export function collectExposed(): void {
  collector ??= newCollector();
  collector();
}

/** Lets worker threads make their collectors until `act` is over. */
export async function exposingCollectors<Result>(act: () => Promise<Result>): Promise<Result> {
  setFlag(true);
  try {
    return await act();
  } finally {
    setFlag(false);
  }
}

function exposing<Result>(act: () => Result): Result {
  setFlag(true);
  try {
    return act();
  } finally {
    setFlag(false);
  }
}

function setFlag(isSet: boolean): void {
  if (given !== undefined) return;
  process.getBuiltinModule('node:v8').setFlagsFromString(`--${isSet ? '' : 'no-'}${FLAG}`);
}

function newCollector(): () => void {
  return process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
}
