let collector: (() => void) | undefined;

/**
 * A full collection in this thread. V8 gives `gc` to contexts made after the flag is set: that spares
 * every process the 15 to 30 ms that starting with --expose-gc costs. The flag is the whole process's,
 * so worker threads may rely on the main thread's having set it.
 */
export function collectGarbage(): void {
  collector ??= exposeCollector();
  collector();
}

/** Loads what it needs when it is first asked: every worker starts sooner without. */
function exposeCollector(): () => void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
  return process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
}
