/** docs/probes.md, rendered from the probes themselves. */
import type { Probe } from '../../src/plugin.js';

const INTRODUCTION = `# Probes: what is observed

<!-- Made from the probes in src/probes; do not edit. test/probes/docs.test.ts writes it: npx vitest run test/probes/docs.test.ts -u -->

The supervisor observes each trial's timed part from outside, with all probes or with those that \`probes\` names; \`"probes": false\` observes nothing. Figures are what changed, or was highest, between the start and the end of the timed part. They stand in the journal, with each trial, under \`readings\`. A figure that this machine does not offer is null; \`reason\` says why, and the finding \`not-observed\` tells it once for the study. \`costSeconds\` is the time that the probe itself took in the supervisor, for all its samples; the walk over the host's processes, which all probes of a sample share, is the first one's that needs it.

Series are sampled every \`sample_interval\` seconds into the trial's \`telemetry\`, of which the report has the median trial of each row. A long trial keeps at most 600 instants and 30,000 values: then every second one goes, evenly over time.

All is read from files of Linux, below /proc and /sys. Nothing runs inside the processes that are looked at. Elsewhere most figures are null.`;

const INSIDE = `## Seen from inside

These need the process itself, and stand in the trial's \`measurement\`. Those with a star are metered only where some probe observes.

| figure | what it is | costs |
| --- | --- | --- |
| \`workers[].cpuSeconds\` | CPU time of the worker's thread, or of its process where it has one of its own (schedstat; \`process.threadCpuUsage\` where Node has that and the system no /proc) | two readings a trial |
| \`workers[].runQueueSeconds\` | Time in which the thread could run and had no CPU (schedstat) | the same file |
| \`workers[].gc\`* | Garbage collections: count and seconds | an entry a collection |
| \`workers[].contextSwitches\` | Voluntary and involuntary switches of the thread | two readings a trial |
| \`workers[].loopUtilisation\`* | Share of the time in which the worker's event loop was not idle | two readings a trial |
| \`workers[].memory\` | Heap in use and external memory when the timed part ended; resident memory where the worker is a process; what outlived a collection where both had grown by 16 MiB | one reading a trial; a collection after the timed part where memory grew |
| \`workers[].placement\` | The CPU that \`cpu_affinity\` planned, those that the system allows, the one it was on last | one reading a trial |
| \`hostLoop\`* | The host's event loop: utilisation, and how late its timers fire (p50, p99, max), known to about 1 ms | a timer every 10 ms |

The host's loop is the dispatcher's with dispatch "pool". Where units run in the host's own thread (sequential, async) it is theirs: a unit that computes keeps it from coming round, and the delay is the unit's time. For the same reason the delay of workers' loops is not metered: it would repeat the service time, and cost each worker a timer.`;

/** The page of these probes. */
export function renderProbeDocs(probes: readonly Probe[]): string {
  return `${[INTRODUCTION, ...probes.map(section), INSIDE].join('\n\n')}\n`;
}

function section({ name, summary, figures, series = {}, idleSeconds }: Probe): string {
  const rest =
    idleSeconds === undefined
      ? []
      : [`Sees the machine at rest for ${idleSeconds} s before the first trial, where it can read.`];
  const tables = [table('figure', figures), ...(Object.keys(series).length === 0 ? [] : [table('series', series)])];
  return [`## ${name}`, `${summary}.`, ...rest, ...tables].join('\n\n');
}

function table(head: string, rows: { readonly [name: string]: string }): string {
  const lines = Object.entries(rows).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`);
  return [`| ${head} | what it is |`, '| --- | --- |', ...lines].join('\n');
}
