/** The placeholders of services: `{workers}`, `{round}`, their own ports, and those of the other services. */
import type { StudyService } from '../model/service.js';
import { programTexts } from './command/program.js';

/** The free ports that every service gets: for itself, its peers, and whatever else it listens for. */
export const PORT_NAMES = ['port', 'port2', 'port3', 'port4'] as const;

/** What may stand in the texts of each of the services. */
export function placeholderNames(services: readonly string[]): readonly string[] {
  return [
    'workers',
    'round',
    ...PORT_NAMES,
    ...services.flatMap((name) => PORT_NAMES.map((port) => `${name}.${port}`)),
  ];
}

/** The texts of a service in which placeholders are filled in. */
export function serviceTexts({ start, url, ready }: Pick<StudyService, 'start' | 'url' | 'ready'>): readonly string[] {
  return [
    ...(start === null ? [] : [...programTexts(start.program), ...Object.values(start.env)]),
    ...(url === null ? [] : [url]),
    ...(ready.kind === 'url' ? [ready.url] : []),
  ];
}
