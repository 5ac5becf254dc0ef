/** The planted laws, noises and rounds of the truth run, and what is true of each. */
import { peakOf } from '../../dist/src/analysis/law.js';
import { lawThroughput } from '../../dist/src/executors/simulated.js';

export const WORKERS = [0, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64];
export const NOISES = [0, 0.02, 0.05, 0.1];
export const ROUNDS = [5, 10, 20];

export const LAWS = [
  { name: 'linear', sigma: 0, kappa: 0 },
  { name: 'Amdahl, sigma 0.05', sigma: 0.05, kappa: 0 },
  { name: 'Amdahl, sigma 0.2', sigma: 0.2, kappa: 0 },
  { name: 'USL, peak inside', sigma: 0.03, kappa: 0.0008 },
  { name: 'USL, peak outside', sigma: 0.02, kappa: 0.00005 },
  { name: 'super-linear', sigma: -0.005, kappa: 0.00002 },
  { name: 'flat', sigma: 1, kappa: 0 },
  { name: 'negative scaling', sigma: 0.95, kappa: 0.05 },
].map((law) => ({ ...law, lambda: 100, cpus: 64 }));

/** What the fits should find. */
export function truthOf(law) {
  const throughputs = WORKERS.map((workers) => lawThroughput(law, workers));
  return {
    throughputs,
    peak: peakOf(law),
    limit: law.kappa === 0 && law.sigma > 0 ? 1 / law.sigma : null,
  };
}
