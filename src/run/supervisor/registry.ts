/** What no host needs: the files of probes/ and reporters/. One more file is one more entry. */
import type { Probe } from '../../seams/probe.js';
import type { Reporter } from '../../seams/reporter.js';
import { moduleNames } from '../host/registry.js';

const PROBES = new URL('../../probes/', import.meta.url);
const REPORTERS = new URL('../../reporters/', import.meta.url);

/** Names of the probes. */
export function probeNames(): readonly string[] {
  return moduleNames(PROBES);
}

/** Imports the probes of these names, all for null. */
export async function loadProbes(names: readonly string[] | null): Promise<readonly Probe[]> {
  const modules = await Promise.all(probeNames().map((name) => import(`../../probes/${name}.js`)));
  const probes = modules.map((module) => module.default as Probe);
  return names === null ? probes : probes.filter(({ name }) => names.includes(name));
}

/** Imports all reporters. */
export async function loadReporters(): Promise<readonly Reporter[]> {
  const modules = await Promise.all(moduleNames(REPORTERS).map((name) => import(`../../reporters/${name}.js`)));
  return modules.map((module) => module.default as Reporter);
}
