/** Lists of CPUs as Linux writes them. */
import { join } from 'node:path';
import { systemText } from './system-file.js';

/** The CPUs that a list such as "0-3,8" names. */
export function cpuList(list: string): readonly number[] {
  return list.split(',').flatMap((range) => {
    const [first, last] = range.split('-').map(Number);
    const from = first ?? 0;
    return Array.from({ length: (last ?? from) - from + 1 }, (_, i) => from + i);
  });
}

/** The CPUs that the affinity of this process allows; null where the system does not tell. */
export function allowedCpus(root: string): readonly number[] | null {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(systemText(join(root, 'proc/self/status')))?.[1];
  return list === undefined ? null : cpuList(list);
}
