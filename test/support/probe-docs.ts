/** docs/probes.md, rendered from the probes themselves. */
import type { Probe } from '../../src/seams/probe.js';

const INTRODUCTION = `# Probes: what is observed

<!-- Generated from the probes in src/probes; do not edit. test/probes/docs.test.ts writes it: npx vitest run test/probes/docs.test.ts -u -->

The supervisor observes each trial's timed part from outside, with all probes or with those that \`probes\` names; \`"probes": false\` observes nothing. Figures are what changed, or was highest, between the start and the end of the timed part. They are in the journal, with each trial, under \`readings\`. A figure that this machine does not provide is null; \`reason\` says why, and the finding \`not-observed\` lists it once per study. \`costSeconds\` is the time that the probe itself took in the supervisor, for all its samples; the walk over the host's processes, which all probes of a sample share, is charged to the first that needs it.

Series are sampled every \`sample_interval\` seconds into the trial's \`telemetry\`, of which the report has the median trial of each row. A long trial keeps at most 600 instants and 30,000 values: beyond that, every second one is dropped, evenly over time.

Probes read Linux's files below /proc and /sys; nothing runs inside the observed processes. On other systems most figures are null.`;

const INSIDE = `## Seen from inside

These need the process itself, and are in the trial's \`measurement\`. Those with a star are measured only if some probe observes.

| figure | what it is | costs |
| --- | --- | --- |
| \`workers[].cpuSeconds\` | CPU time of the worker's thread, or of its process where it has one of its own (schedstat; \`process.threadCpuUsage\` where Node has that and the system no /proc) | two readings per trial |
| \`workers[].runQueueSeconds\` | Time in which the thread was ready to run but had no CPU (schedstat) | the same file |
| \`workers[].gc\`* | Garbage collections: count and seconds | one entry per collection |
| \`workers[].contextSwitches\` | Voluntary and involuntary switches of the thread | two readings per trial |
| \`workers[].loopUtilisation\`* | Share of the time in which the worker's event loop was not idle | two readings per trial |
| \`workers[].memory\` | Heap in use and external memory when the timed part ended; resident memory where the worker is a process; what survived a collection if both had grown by 16 MiB | one reading per trial; a collection after the timed part where memory grew |
| \`workers[].placement\` | The CPU that \`cpu_affinity\` planned, those that the system allows, the one it was on last | one reading per trial |
| \`hostLoop\`* | The host's event loop: utilisation, and how late its timers fire (p50, p99, max), known to about 1 ms | a timer every 10 ms |

The host's loop is the dispatcher's with dispatch "pool". If units run in the host's own thread (sequential, async) it is theirs: a unit that computes blocks it, and the delay is the unit's time. For the same reason the delay of workers' loops is not measured: it would repeat the service time, and cost each worker a timer.`;

/** The page of these probes. */
export function renderProbeDocs(probes: readonly Probe[]): string {
  return `${[INTRODUCTION, ...probes.map(section), INSIDE].join('\n\n')}\n`;
}

function section({ name, summary, figures, series = {}, idleSeconds }: Probe): string {
  const rest =
    idleSeconds === undefined
      ? []
      : [`Observes the machine at rest for ${idleSeconds} s before the first trial, where it can read.`];
  const tables = [table('figure', figures), ...(Object.keys(series).length === 0 ? [] : [table('series', series)])];
  return [`## ${name}`, `${summary}.`, ...rest, ...tables].join('\n\n');
}

function table(head: string, rows: { readonly [name: string]: string }): string {
  const lines = Object.entries(rows).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`);
  return [`| ${head} | what it is |`, '| --- | --- |', ...lines].join('\n');
}
