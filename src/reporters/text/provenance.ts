import type { Machine, Provenance } from '../../model/journal.js';
import type { Report } from '../../model/report.js';
import { duration, plain } from '../../words/numbers.js';

/** Where a report comes from, as name and value. Hostile text: escape it for where it is shown. */
export function provenanceOf({ provenance, machine }: Report): readonly (readonly [name: string, value: string])[] {
  const hashes = Object.entries(provenance.taskHashes).map(([task, hash]) => [`Module of ${task}`, hash] as const);
  return [
    ['Command', provenance.command.join(' ')],
    ['Started', provenance.startedAt],
    ['Seed', String(provenance.seed)],
    ['Study (SHA-256)', provenance.configHash],
    ...hashes,
    ['Git commit', provenance.gitCommit ?? 'none'],
    ...loads(provenance, machine).map((load) => ['Load before', load] as const),
  ];
}

/** What others used before each session of the run, where it is known. */
function loads({ loadBefore, resumed }: Provenance, { logicalCpus }: Machine): readonly string[] {
  return [loadBefore, ...resumed.map((session) => session.loadBefore)].flatMap((load) =>
    load === undefined || load.busyCpus === null
      ? []
      : [
          `other programs used ${plain(load.busyCpus)} of ${plain(logicalCpus)} CPUs, seen for ${duration(load.seconds)}`,
        ],
  );
}
