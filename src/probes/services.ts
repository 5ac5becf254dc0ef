import { cpuSeconds, rssBytes, switches, threadCount } from '../run/system/process-tree.js';
import { difference, growth, reading, unseenReason } from '../run/system/reading.js';
import { openConnections } from '../run/system/sockets.js';
import type { Probe } from '../seams/probe.js';

/** What the services of a trial took of the machine, apart from what calls them. */
const services: Probe = {
  name: 'services',
  summary: 'CPU time, memory, processes and connections of the services beside a trial',
  figures: {
    cpuSeconds: 'CPU time of all services, in seconds',
    cpuSecondsByProcess:
      'The same of each process that was there all the time, in the order in which they were started',
    rssPeakBytes: 'Highest sum of resident memory over their processes, of all samples',
    rssGrowthBytes: 'Its growth from the first sample to the last',
    rssLateGrowthBytes: 'Its growth from the sample in the middle to the last',
    processesPeak: 'Most processes that they had at a time, of all samples',
    threadsPeak: 'Most threads of all these processes, of all samples',
    voluntarySwitches: 'Context switches of threads of theirs that had to wait for something',
    involuntarySwitches: 'Those of threads that could have gone on',
    connectionsPeak: 'Most open TCP connections of theirs, when the timed part began or ended',
  },
  start({ fixtureTree, root }) {
    const first = fixtureTree();
    if (first.length === 0) return { stop: () => ({ ...NOTHING, reason: 'the trial has no service' }) };
    const before = new Map(first.map((pid) => [pid, cpuSeconds(root, [pid])]));
    const began = cpuSeconds(root, first);
    const switched = switches(root, first);
    const peaks = { processes: 0, threads: 0 };
    const memory: number[] = [];
    let connections = openConnections(root, first);
    return {
      sample() {
        const pids = fixtureTree();
        const rss = rssBytes(root, pids);
        if (rss !== null) memory.push(rss);
        peaks.processes = Math.max(peaks.processes, pids.length);
        peaks.threads = Math.max(peaks.threads, threadCount(root, pids));
        return {};
      },
      stop() {
        const last = fixtureTree();
        const now = openConnections(root, last);
        if (now !== null) connections = Math.max(connections ?? 0, now);
        const switchedBy = switches(root, last);
        const byProcess = first.map((pid) => difference(before.get(pid), cpuSeconds(root, [pid])));
        const figures = {
          cpuSeconds: difference(began, cpuSeconds(root, last)),
          cpuSecondsByProcess: byProcess
            .filter((seconds) => seconds !== null)
            .map((seconds) => Number(seconds.toFixed(2))),
          rssPeakBytes: memory.length === 0 ? null : Math.max(...memory),
          rssGrowthBytes: difference(memory[0], memory.at(-1)),
          rssLateGrowthBytes: difference(memory[Math.floor(memory.length / 2)], memory.at(-1)),
          processesPeak: peaks.processes,
          threadsPeak: peaks.threads,
          voluntarySwitches: growth(switched?.voluntary, switchedBy?.voluntary),
          involuntarySwitches: growth(switched?.involuntary, switchedBy?.involuntary),
          connectionsPeak: connections,
        };
        return reading(figures, unseenReason(root, 'the processes of services', 'last'));
      },
    };
  },
};
export default services;

const NOTHING = {
  cpuSeconds: null,
  cpuSecondsByProcess: null,
  rssPeakBytes: null,
  rssGrowthBytes: null,
  rssLateGrowthBytes: null,
  processesPeak: null,
  threadsPeak: null,
  voluntarySwitches: null,
  involuntarySwitches: null,
  connectionsPeak: null,
};
