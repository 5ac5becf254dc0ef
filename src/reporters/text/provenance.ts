import type { Report } from '../../model.js';

/** Where a report comes from, as name and value. Hostile text: escape it for where it is shown. */
export function provenanceOf({ provenance }: Report): readonly (readonly [name: string, value: string])[] {
  const hashes = Object.entries(provenance.taskHashes).map(([task, hash]) => [`Module of ${task}`, hash] as const);
  return [
    ['Command', provenance.command.join(' ')],
    ['Started', provenance.startedAt],
    ['Seed', String(provenance.seed)],
    ['Study (SHA-256)', provenance.configHash],
    ...hashes,
    ['Git commit', provenance.gitCommit ?? 'none'],
  ];
}
