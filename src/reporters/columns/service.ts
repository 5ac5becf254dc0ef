/** What the services beside a row took of the machine, apart from those that called them. */
import { estimated, figure, type RowColumn } from './column.js';

/** Averages over the rounds, and peaks of any round. Empty where nothing ran beside the trials. */
export const SERVICE = {
  serverCpu: estimated(
    'Service: CPUs used',
    'server CPU',
    'share',
    'CPU time of the service with all of its processes over elapsed time; 1 (100 %) is one CPU.',
    ({ service }) => service?.cpusUsed,
  ),
  serverCpuPerUnit: estimated(
    'Service: CPU per unit (ms)',
    'server CPU each',
    'milliseconds',
    'CPU time of the service for each completed unit.',
    ({ service }) => service?.cpuMsPerUnit,
  ),
  serverRss: figure(
    'Service: RSS peak (bytes)',
    'server memory',
    'bytes',
    'Peak resident memory of the service with all of its processes.',
    ({ service }) => service?.rssPeakBytes,
  ),
  serverProcesses: figure(
    'Service: processes',
    'processes',
    'count',
    'Most processes that the service had at a time.',
    ({ service }) => service?.processesPeak,
  ),
  serverThreads: figure(
    'Service: threads',
    'threads',
    'count',
    'Most threads that the service had at a time, in all of its processes.',
    ({ service }) => service?.threadsPeak,
  ),
  serverConnections: figure(
    'Service: connections',
    'connections',
    'count',
    'Most open TCP connections of the service.',
    ({ service }) => service?.connectionsPeak,
  ),
} satisfies { [key: string]: RowColumn };
