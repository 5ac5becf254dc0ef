/** Samples and summaries for data frames: the figures of the analysis, under the names that the study document reads. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/analyse.js';
import type { Point, StudyTask } from '../../src/model/study.js';
import type { Telemetry } from '../../src/model/trial.js';
import dataset from '../../src/reporters/dataset.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf } from '../analysis/planted.js';
import { parseCsv } from '../support/csv.js';

const ALGORITHMS = ['RSA-3072', 'ECDSA-P256', 'Ed25519', 'Dilithium2', 'SPHINCS+-128s'];
const COUNTS = [0, 1, 4, 8, 10];
const WINDOW = { kind: 'window', durationSeconds: 4, warmupSeconds: 1, windowSeconds: 2 } as const;

/** Two workers and a machine, sampled at instants of their own. */
const TELEMETRY: Telemetry = {
  atSeconds: [0, 1, 1.5, 2, 3, 4],
  series: {
    'unitsDone.0': [0, 10, null, 20, 30, 40],
    'unitsDone.1': [0, 11, null, 22, 33, 44],
    rssBytes: [null, null, 5e7, null, null, 6e7],
    cpuShare: [null, null, 0.5, null, null, 0.755],
    'cpuShare.0': [null, null, 1, null, null, 1],
    'cpuShare.1': [null, null, 0, null, null, 0.51],
    temperatureCelsius: [null, null, 60, null, null, 62],
    watts: [null, null, 10, null, null, 20],
  },
};

function taskAt(values: Point['values']): StudyTask {
  const name = Object.values(values).join(' ');
  return { ...realTask(name), point: { subject: 'crypto-sign', values } };
}

/** A second of work for each trial; the more workers, the more of 100 units a worker they do. */
function reportOf(points: readonly Point['values'][], isAsked = true) {
  const cells = points.flatMap((values) => {
    const task = taskAt(values);
    return COUNTS.map((workers) => cellOf(task, workers === 0 ? 'sequential' : 'threads', workers, 100));
  });
  const trials = cells.map((cell, i) => {
    const units = 100 * Math.max(1, cell.workers);
    const readings = { energy: { joules: units * 0.002, seconds: 1 }, cpu: { treeSeconds: 1 } };
    return trialOf(cell, 0, evenMeasurement(cell.workers, units, 1), {
      readings,
      ...(i === 1 && { telemetry: TELEMETRY, sampledFrom: '2025-11-20T09:46:00.000Z' }),
    });
  });
  return analyse(recordingOf(cells, trials, { ...(isAsked && { dataset: true as const }) }));
}

const POINTS = ALGORITHMS.flatMap((algorithm) => ['sign', 'verify'].map((operation) => ({ algorithm, operation })));
const report = reportOf(POINTS);
const files = new Map(dataset.companions?.(report).map(({ file, text }) => [file, text]));
const textOf = (file: string) => files.get(`data/${file}`) ?? '';

describe('a dataset', () => {
  it('is written where the study asks for it', () => {
    expect(dataset.companions?.(reportOf(POINTS.slice(0, 1), false))).toEqual([]);
    expect([...files.keys()]).toEqual([
      'data/raw/threads_1/RSA-3072_sign_t1.csv',
      'data/raw/threads_1/RSA-3072_sign_t1_system.json',
      'data/processed/threads_1.json',
      'data/processed/threads_1_summary.csv',
      'data/processed/overview.json',
    ]);
  });

  it('has the samples of each worker, with what the machine did last by then', () => {
    const rows = parseCsv(textOf('raw/threads_1/RSA-3072_sign_t1.csv'));
    expect(rows[0]).toEqual([
      'timestamp',
      'worker_id',
      'ops_total',
      'analysis_ops',
      'rss_bytes',
      'system_cpu_percent',
      'cpu_temperature_c',
    ]);
    const began = Date.parse('2025-11-20T09:46:00.000Z') / 1000;
    expect(rows.slice(1, 6)).toEqual([
      [String(began), '0', '0', '0', '', '', ''],
      [String(began + 1), '0', '10', '10', '', '', ''],
      [String(began + 2), '0', '20', '20', '50000000', '50', '60'],
      [String(began + 3), '0', '30', '30', '50000000', '50', '60'],
      [String(began + 4), '0', '40', '40', '60000000', '75.5', '62'],
    ]);
    expect(rows).toHaveLength(11);
    const system = JSON.parse(textOf('raw/threads_1/RSA-3072_sign_t1_system.json'));
    expect(system).toEqual({
      cpu_samples: [
        { timestamp: began + 1.5, percpu: [100, 0], avg: 50 },
        { timestamp: began + 4, percpu: [100, 51], avg: 75.5 },
      ],
      power: { energy_joules: 0.2, avg_power_w: 15, avg_temperature_c: 61, sample_count: 2 },
    });
  });

  it('counts the units inside a window, as far as the samples tell', () => {
    const inWindow = { ...report, cells: report.cells.map((cell) => ({ ...cell, load: WINDOW })) };
    const [raw] = dataset.companions?.(inWindow) ?? [];
    const counted = parseCsv(raw?.text ?? '').slice(1, 6);
    expect(counted.map((row) => row[3])).toEqual(['0', '0', '10', '20', '20']);
  });

  it('has all rows side by side, the baselines among them', () => {
    const { results } = JSON.parse(textOf('processed/overview.json'));
    expect(results).toHaveLength(POINTS.length * COUNTS.length);
    const four = report.cells.find(({ workers }) => workers === 4);
    expect(results[0]).toMatchObject({ mode: 'baseline', algorithm: 'RSA-3072', operation: 'sign', worker_count: '0' });
    expect(results.find(({ name }: { name: string }) => name === four?.name)).toMatchObject({
      mode: 'threads',
      in_flight: 1,
      throughput_tps: four?.throughput?.value,
      total_time_sec: four?.workSeconds?.value,
      avg_processing_ms: four?.latency?.sojourn.mean,
      p99_processing_ms: four?.latency?.sojourn.p99,
    });
  });

  it('has maps from worker count to figure for each algorithm and operation', () => {
    const processed = JSON.parse(textOf('processed/threads_1.json'));
    expect(processed.metadata).toMatchObject({
      timestamp: report.provenance.startedAt,
      platform: { cpu: report.machine.cpuModel },
      thread_counts: [1, 4, 8, 10],
      duration_sec: null,
      analysis_window_sec: null,
    });
    expect(Object.keys(processed.algorithms)).toEqual(ALGORITHMS);
    expect(processed.algorithms.Ed25519.sign_ops_per_sec).toEqual({ 1: 100, 4: 400, 8: 800, 10: 1000 });
    for (const count of [1, 4, 8, 10])
      expect(processed.algorithms.Ed25519.verify_scaling_efficiency[count]).toBeCloseTo(1, 9);
    expect(processed.algorithms.Ed25519.sign_energy_per_op['10']).toBeCloseTo(0.002, 9);
    expect(processed.algorithms.Ed25519.sign_latency_ms['1']).toBeCloseTo(10, 1);
    expect(parseCsv(textOf('processed/threads_1_summary.csv')).slice(0, 2)).toEqual([
      ['algorithm', 'operation', 'worker_count', 'ops_per_sec', 'scaling_efficiency', 'p99_latency_ms'],
      ['RSA-3072', 'sign', '1', '100', '1', expect.stringMatching(/^(9\.9|10)/)],
    ]);
  });

  it('knows arguments of any kind, and none', () => {
    const one = reportOf([{ bytes: 64 }, { bytes: 1024 }]);
    const json = dataset.companions?.(one).find(({ file }) => file.endsWith('.json') && file.includes('processed'));
    expect(JSON.parse(json?.text ?? '{}').bytess['1024'].ops_per_sec).toEqual({ 1: 100, 4: 400, 8: 800, 10: 1000 });
    const csv = dataset.render(one).split('\n');
    expect(csv[0]).toBe('bytes,worker_count,ops_per_sec,scaling_efficiency,p99_latency_ms');
  });
});

/** The three snippets of the study document, "Use Cases for Output Data", word for word but for the files' names. */
const FIRST = `import json
with open('data/processed/threads_1.json') as f:
    data = json.load(f)

# Calculate signing throughput with 8 workers
for algo in ['RSA-3072', 'ECDSA-P256', 'Dilithium2']:
    signing_ops = data['algorithms'][algo]['sign_ops_per_sec'][str(8)]
    print(f"{algo}: {signing_ops:.0f} ops/sec @ 8 workers")
`;
const SECOND = `# Compare verification performance with 4 workers
workers = 4
for algo in ['ECDSA-P256', 'Ed25519', 'Dilithium2']:
    verify_ops = data['algorithms'][algo]['verify_ops_per_sec'][str(workers)]
    print(f"{algo}: {verify_ops:.0f} ops/sec ({workers} workers)")
`;
const THIRD = `import pandas as pd
import matplotlib.pyplot as plt

df = pd.read_csv('data/processed/threads_1_summary.csv')

# Plot scaling curves for signing
for algo in ['RSA-3072', 'ECDSA-P256', 'Dilithium2', 'SPHINCS+-128s']:
    subset = df[(df['algorithm'] == algo) & (df['operation'] == 'sign')]
    plt.plot(subset['worker_count'], subset['ops_per_sec'], label=algo, marker='o')

plt.xlabel('Worker Count')
plt.ylabel('Signing Throughput (ops/sec)')
plt.legend()
plt.grid(True)
plt.savefig('results/parallelism_signing_scaling.png')

# Optional: energy per operation from JSON
with open('data/processed/threads_1.json') as f:
    data = json.load(f)
energy = data['algorithms']['Dilithium2']['sign_energy_per_op'][str(10)]
print(f"Dilithium2 energy/op @10 workers: {energy * 1e3:.2f} mJ")
`;
/** What draws is not under test: it prints what it is given. */
const PLOT = `def plot(x, y, label, marker):
    print(label, [int(v) for v in x], [float(v) for v in y])
def __getattr__(name):
    return lambda *args: None
`;

describe('the study document’s snippets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kneepoint-dataset-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const [file, text] of [...files, ['matplotlib/pyplot.py', PLOT], ['matplotlib/__init__.py', '']] as const) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const python = (text: string) =>
    spawnSync('/usr/bin/python3', ['-c', text], { cwd: folder, encoding: 'utf8', env: { PYTHONPATH: folder } });
  const hasPandas = python('import pandas').status === 0;
  // .ci/run installs it, and counts a skipped test as a failure.
  const needsPandas = it.skipIf(!hasPandas);

  it('read the JSON with the standard library', () => {
    const { stdout, stderr } = python(FIRST + SECOND);
    expect(stderr).toBe('');
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'RSA-3072: 800 ops/sec @ 8 workers',
      'ECDSA-P256: 800 ops/sec @ 8 workers',
      'Dilithium2: 800 ops/sec @ 8 workers',
      'ECDSA-P256: 400 ops/sec (4 workers)',
    ]);
  });

  needsPandas('read the CSV with pandas (skipped without it: apt install python3-pandas)', () => {
    const { stdout, stderr } = python(`import json\n${THIRD}`);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      'RSA-3072 [1, 4, 8, 10] [100.0, 400.0, 800.0, 1000.0]',
      'ECDSA-P256 [1, 4, 8, 10] [100.0, 400.0, 800.0, 1000.0]',
      'Dilithium2 [1, 4, 8, 10] [100.0, 400.0, 800.0, 1000.0]',
      'SPHINCS+-128s [1, 4, 8, 10] [100.0, 400.0, 800.0, 1000.0]',
      'Dilithium2 energy/op @10 workers: 2.00 mJ',
      '',
    ]);
  });
});
