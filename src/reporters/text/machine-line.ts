import type { Machine } from '../../model/journal.js';
import { cpusText } from '../../words/counts.js';
import { gibibytes, plain } from '../../words/numbers.js';

/** The machine on one line: processor, effective CPUs, memory, Node. Hostile text: escape it. */
export function machineLine(machine: Machine): string {
  const quota = machine.quotaCpus === null ? '' : `, quota ${plain(machine.quotaCpus)}`;
  const cpus =
    machine.effectiveCpus === machine.logicalCpus
      ? cpusText(machine.logicalCpus)
      : `${plain(machine.effectiveCpus)} effective of ${plain(machine.logicalCpus)} logical CPUs${quota}`;
  const memory = Math.min(machine.memoryBytes, machine.memoryLimitBytes ?? Number.POSITIVE_INFINITY);
  const node = machine.node.replace(/^v/, '');
  return `${machine.cpuModel}, ${cpus}, ${gibibytes(memory)}, ${machine.platform} ${machine.arch}, Node ${node}`;
}
