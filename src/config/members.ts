/** What may stand in the objects that some keys hold. */
import { affinitySchema } from './affinity.js';
import { loadShape } from './load-schema.js';
import { labelLimitsSchema, lawSchema, limitsSchema, profile } from './values.js';

/** The names that may stand where `path` leads below a key; none for keys that hold no object of ours. */
export function memberNames(name: string, path: readonly PropertyKey[]): readonly string[] {
  if (name === 'limits') return Object.keys((path[0] === 'labels' ? labelLimitsSchema : limitsSchema).shape);
  if (name === 'cpu_affinity') return Object.keys(affinitySchema.shape);
  if (name === 'profile') return Object.keys(profile.shape);
  if (name === 'load') return Object.keys(loadShape);
  return name === 'simulated' ? Object.keys(lawSchema.shape) : [];
}
