/** The placeholders of services: `{workers}`, `{round}`, a folder, their own ports, and those of the other services. */

/** The free ports that every service gets: for itself, its peers, and whatever else it listens for. */
export const PORT_NAMES = ['port', 'port2', 'port3', 'port4'] as const;

/** What may stand in the texts of each of the services, beside the names of a matrix. */
export function placeholderNames(services: readonly string[]): readonly string[] {
  return [
    'workers',
    'round',
    'scratch',
    ...PORT_NAMES,
    ...services.flatMap((name) => PORT_NAMES.map((port) => `${name}.${port}`)),
  ];
}
