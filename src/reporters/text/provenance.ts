import type { Machine, Provenance } from '../../model/journal.js';
import type { Report } from '../../model/report.js';
import { duration, plain } from '../../words/numbers.js';

/** Where a report comes from, as name and value. Hostile text: escape it for where it is shown. */
export function provenanceOf({
  provenance,
  machine,
  study,
}: Report): readonly (readonly [name: string, value: string])[] {
  const hashes = Object.entries(provenance.taskHashes).map(([task, hash]) => [`Module of ${task}`, hash] as const);
  return [
    ['Command', provenance.command.join(' ')],
    ['Started', provenance.startedAt],
    ['Seed', String(provenance.seed)],
    ['Study (SHA-256)', provenance.configHash],
    ...hashes,
    ['Git commit', provenance.gitCommit ?? 'none'],
    ...placesOf(provenance, study),
    ...loads(provenance, machine).map((load) => ['Load before', load] as const),
  ];
}

/** Where services and their clients ran; nothing where no service was started. */
function placesOf(
  { servicePlaces }: Provenance,
  { services = [] }: Report['study'],
): readonly (readonly [name: string, value: string])[] {
  if (!services.some(({ start }) => start !== null)) return [];
  if (servicePlaces === undefined) return [['CPUs', 'services and clients share them all']];
  const { clients, services: own } = servicePlaces;
  const lists = [...Object.entries(own).map(([name, list]) => [name, list] as const), ['clients', clients] as const];
  return [['CPUs', lists.map(([name, list]) => `${name} on ${list.join(', ')}`).join('; ')]];
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
