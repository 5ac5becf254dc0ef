/** Which CPUs the services of a study have for themselves, so that its clients take none of them. */
import type { Machine, ServicePlaces } from '../../model/journal.js';
import type { StudyService } from '../../model/service.js';
import type { Study } from '../../model/study.js';
import { type CpuFacts, planAffinity } from '../../plan/affinity.js';
import { measuresService } from '../../seams/subject.js';
import { UserError } from '../../user-error.js';
import { cpusText } from '../../words/counts.js';
import { tryCpuList } from './cpu-set.js';
import { readTopology } from './topology.js';

/** A CPU for each worker of a service, and this many more for whatever else it does. */
const TO_SPARE = 1;

/**
 * The places of a study's services and clients on this machine, after a try of each; null where all share all CPUs: where
 * no service asks for CPUs of its own and there are too few to leave the clients one that no worker needs.
 * @throws UserError where a service asks for CPUs that this machine cannot give it
 */
export function placeServices(study: Study, machine: Pick<Machine, 'effectiveCpus'>): ServicePlaces | null {
  const services = (study.services ?? []).filter(({ start }) => start !== null);
  const cpus = readTopology('/');
  const asked = services.filter((service) => service.cpus !== undefined);
  if (asked.length > 0) {
    const places = placesAsked(cpus, services);
    for (const list of [places.clients, ...Object.values(places.services)]) tryCpuList(list);
    return places;
  }
  // A quota counts the time of all CPUs together, and a set of the user's is for the whole trial.
  if (!measuresService(study) || study.cpus !== undefined || machine.effectiveCpus < cpus.length) return null;
  const places = placesApart(cpus, services, Math.max(...study.workers));
  if (places === null) return null;
  try {
    tryCpuList(places.clients);
    return places;
  } catch {
    // Nobody asked for it: without taskset all share all.
    return null;
  }
}

/** Sets of the size that services ask for, one after the other; the clients, and services that do not ask, have the rest. */
export function placesAsked(
  cpus: readonly CpuFacts[],
  services: readonly Pick<StudyService, 'name' | 'cpus'>[],
): ServicePlaces {
  if (cpus.length === 0)
    throw new UserError('service: CPUs of its own need Linux, because this system does not show its CPUs');
  const left = [...compact(cpus)];
  const own = services.map(
    ({ name, cpus: count }) => [name, count === undefined ? null : left.splice(0, count)] as const,
  );
  if (left.length === 0) {
    const all = services.reduce((sum, { cpus: count = 0 }) => sum + count, 0);
    throw new UserError(
      `service: ${cpusText(all)} are asked for, and of the ${cpusText(cpus.length)} here one has to be left for the clients`,
    );
  }
  const rest = left.toSorted((a, b) => a - b);
  return {
    clients: rest,
    services: Object.fromEntries(own.map(([name, list]) => [name, list?.toSorted((a, b) => a - b) ?? rest])),
  };
}

/** The last core for the clients, where a CPU is left for each worker and one to spare; null elsewhere. */
export function placesApart(
  cpus: readonly CpuFacts[],
  services: readonly Pick<StudyService, 'name'>[],
  mostWorkers: number,
): ServicePlaces | null {
  const order = compact(cpus);
  const last = cpus.find(({ cpu }) => cpu === order.at(-1));
  const clients = cpus
    .filter(({ core, package: id }) => core === last?.core && id === last.package)
    .map(({ cpu }) => cpu);
  const rest = order.filter((cpu) => !clients.includes(cpu)).toSorted((a, b) => a - b);
  if (rest.length < mostWorkers + TO_SPARE) return null;
  return { clients, services: Object.fromEntries(services.map(({ name }) => [name, rest])) };
}

/** As clouds give vCPUs: both threads of a core before the next core. */
function compact(cpus: readonly CpuFacts[]): readonly number[] {
  const order = { strategy: 'compact', performanceCores: null, efficiencyCores: null } as const;
  return planAffinity(cpus, order, cpus.length);
}
