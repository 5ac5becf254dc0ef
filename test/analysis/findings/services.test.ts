/** Each finding on services where it belongs, and none that only holds for functions. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.js';
import service from '../../../src/executors/service.js';
import type { Measurement } from '../../../src/model/measurement.js';
import type { Fault } from '../../../src/model/trial.js';
import { cellOf, evenMeasurement, realTask, recordingOf, trialOf, workerOf } from '../planted.js';

interface Scenario {
  readonly workers?: readonly number[];
  readonly clients?: number;
  /** Requests a second with N workers. */
  readonly rate?: (workers: number) => number;
  /** CPU seconds of each process of the service, the one that was started first. */
  readonly processes?: (workers: number) => readonly number[];
  readonly measurement?: Partial<Measurement>;
  readonly loopUtilisation?: number;
  readonly ends?: (workers: number) => boolean;
  /** Growth of the service's memory in MiB over a round's trial, and in its second half. */
  readonly growth?: (round: number) => readonly [all: number, late: number];
}

const REQUESTS = 5000;
const ENDED: Fault = { phase: 'services', message: 'the service "shop" ended with status 7', stack: null, unit: null };

/** A service that holds 500 requests a second with each worker, which clients drive in a closed loop. */
function analysed({ workers = [1, 2, 4], clients = 50, ...scenario }: Scenario = {}) {
  const task = realTask('http');
  const cells = workers.map((n) => cellOf(task, service.name, n, REQUESTS, clients));
  const trials = cells.flatMap((cell) =>
    Array.from({ length: 6 }, (_, round) => {
      const n = cell.workers;
      if (scenario.ends?.(n) === true) return trialOf(cell, round, null, { outcome: 'lost', fault: ENDED });
      const seconds = (REQUESTS / (scenario.rate?.(n) ?? 500 * n)) * (1 + 0.002 * ((round * 7 + n) % 5));
      const measurement = evenMeasurement(1, REQUESTS, seconds, {
        workers: [
          workerOf(0, REQUESTS, seconds * clients, {
            ...{ streams: clients, doneSeconds: seconds, cpuSeconds: seconds * 0.2 },
            loopUtilisation: scenario.loopUtilisation ?? 0.2,
          }),
        ],
        ...scenario.measurement,
      });
      const cpuSecondsByProcess = scenario.processes?.(n) ?? [0.1, ...Array.from({ length: n }, () => seconds * 0.9)];
      const cpuSeconds = cpuSecondsByProcess.reduce((sum, each) => sum + each, 0);
      const [all, late] = scenario.growth?.(round) ?? [0, 0];
      const services = {
        ...{ rssGrowthBytes: all * 2 ** 20, rssLateGrowthBytes: late * 2 ** 20 },
        ...{ cpuSeconds, cpuSecondsByProcess, rssPeakBytes: 2 ** 26, processesPeak: n + 1, threadsPeak: 11 },
        ...{ connectionsPeak: clients, reason: null },
      };
      return trialOf(cell, round, measurement, { readings: { services, clock: { observedSeconds: seconds } } });
    }),
  );
  const start = { given: 'node shop.js', program: { argv: ['node', 'shop.js'] }, cwd: '/', env: { N: '{workers}' } };
  const shop = { name: 'shop', start, url: null, ready: { kind: 'tcp' as const }, readySeconds: 30 };
  return analyse(
    recordingOf(cells, trials, {
      ...{ executors: [service.name], workers, inFlight: [clients], services: [shop], rounds: 6 },
      traits: { [service.name]: service.traits },
    }),
  );
}

const codesOf = (scenario?: Scenario) => analysed(scenario).findings.map(({ code }) => code);
const findingOf = (code: string, scenario: Scenario) => analysed(scenario).findings.find((one) => one.code === code);

describe('a healthy service', () => {
  const { findings, cells, curves, answers } = analysed();

  test('has no finding', () => {
    expect(findings.map(({ text }) => text)).toEqual([]);
  });

  test('is compared with one worker, and its own use of the machine stands apart from its clients’', () => {
    expect(cells.map(({ speedup }) => Math.round(speedup?.value ?? 0))).toEqual([1, 2, 4]);
    expect(cells.map(({ service: use }) => Math.round((use?.cpusUsed?.value ?? 0) * 10) / 10)).toEqual([0.9, 1.8, 3.6]);
    expect(cells[1]?.service).toMatchObject({ processesPeak: 3, threadsPeak: 11, connectionsPeak: 50 });
    expect(cells[2]?.service?.cpuShares).toHaveLength(5);
  });

  test('whose workers are not shown to help says so of more of them: nobody runs it without any', () => {
    let calls = 0;
    const { advice } = analysed({ workers: [1, 2], rate: (n) => (n === 1 ? 500 : [400, 900][calls++ % 2]) ?? 0 });
    expect(advice[0]?.headline).toBe('More workers are not shown to help; best guess: 2 workers');
  });

  test('is told in words of a service', () => {
    const said = [
      ...answers.map(({ reason, cure }) => `${reason} ${cure}`),
      ...curves.flatMap(({ hypotheses }) => hypotheses.map(({ evidence, nextTest }) => `${evidence} ${nextTest}`)),
    ].join('\n');
    expect(said).not.toMatch(/sequential|speedup of a function|worker thread|"dispatch"/);
    expect(answers[0]?.row?.workers).toBe(4);
    expect(analysed({ workers: [2] }).answer.cure).toBe('Measure at least two worker counts, 1 among them.');
  });
});

test('clients that were at their own limit are told, under a rate and in a closed loop', () => {
  expect(codesOf({ loopUtilisation: 0.97 })).toContain('generator-bound');
  expect(findingOf('generator-bound', { loopUtilisation: 0.97 })?.text).toMatch(
    /^The clients were the limit at parallel_\d: their thread was busy for 97 % of the time\. What was measured there is not what the service can do\. The same holds for 2 other rows\.$/,
  );
});

describe('workers that share the requests unevenly', () => {
  const pinned = (n: number) => [0.1, ...Array.from({ length: n }, (_, i) => (i < 2 ? 4 : 0))];

  test('are told, with the connections that they wait for', () => {
    const finding = findingOf('uneven-workers', { clients: 2, processes: pinned });
    expect(finding?.likelihood).toBe('likely');
    expect(finding?.text).toBe(
      "The service's workers shared the requests unevenly: of 4 workers at parallel_4 the CPU time went 50 %, 50 %, 0 %, 0 %. 2 clients keep a connection each, and a connection stays with one worker.",
    );
    expect(finding?.cure).toBe('Use ten clients for each worker at least ("in_flight": 40).');
  });

  test('are not where the service has fewer processes than workers, or all did little', () => {
    expect(codesOf({ processes: () => [5] })).not.toContain('uneven-workers');
    expect(codesOf({ processes: (n) => pinned(n).map((seconds) => seconds / 100) })).not.toContain('uneven-workers');
  });
});

describe('a service whose memory grows', () => {
  test('is told, with what it keeps of each request', () => {
    const finding = findingOf('memory-growth', { growth: (round) => [100 + round, 50] });
    expect(finding?.text).toBe(
      "The service's memory grows by 21.0 KiB per request (95 %: 20.6 KiB to 21.4 KiB), 103 MiB in a trial of parallel_1, 49 % of it in the second half.",
    );
    expect(finding?.evidence).toMatchObject({ rows: 3, worstRow: 'parallel_1' });
  });

  test.each([
    ['comes to its end', [100, 100], 0.1],
    ['is little', [10, 10], 0.5],
    ['is not shown over the rounds', [200, -150], 0.5],
  ] as const)('is not where it %s', (_, both, late) => {
    const growth = (round: number) => [both[round % 2] as number, (both[round % 2] as number) * late] as const;
    expect(codesOf({ growth })).not.toContain('memory-growth');
  });
});

test('a service that ended in mid-trial is told with its rows, and takes nothing from the others', () => {
  const lost = { ends: (workers: number) => workers === 4 };
  expect(findingOf('service-lost', lost)?.text).toBe(
    'The service ended in mid-trial: parallel_4 (6 of 6 trials). The first time: the service "shop" ended with status 7.',
  );
  expect(analysed(lost).answers[0]?.row?.workers).toBe(2);
});

describe('a search for the highest rate', () => {
  const task = realTask('http');
  /** Rates up to 100 a second and worker are kept; `late` of the requests leave late. */
  const searched = (late = 0) => {
    const cells = [1, 2].flatMap((n) =>
      [80, 160, 320].map((perSecond) => {
        const cell = cellOf(task, service.name, n, 1, 50);
        const load = { kind: 'rate', perSecond, durationSeconds: 100, arrivals: 'uniform' } as const;
        return {
          ...cell,
          id: `${cell.id}@${perSecond}`,
          way: { ...cell.way, id: `${cell.way.id}@${perSecond}`, load },
        };
      }),
    );
    const trials = cells.flatMap((cell) =>
      Array.from({ length: 6 }, (_, round) => {
        const { perSecond } = cell.way.load;
        const arrivals = perSecond * 100;
        const behind = perSecond > 100 * cell.workers ? arrivals / 2 : 0;
        const measurement = evenMeasurement(1, arrivals, 100, {
          openLoop: {
            ...{ arrivals, seconds: 100, completedInTime: arrivals - behind, arrivalsSecondHalf: arrivals / 2 },
            ...{ inSystemAtHalf: 0, inSystemAtEnd: behind, late: 0, lateByDispatcher: late * arrivals, dropped: 0 },
          },
        });
        return trialOf(cell, round, measurement);
      }),
    );
    const rates = { kind: 'rate', perSecond: [80, 160, 320], durationSeconds: 100, arrivals: 'uniform' } as const;
    return analyse(
      recordingOf(cells, trials, {
        ...{
          executors: [service.name],
          workers: [1, 2],
          inFlight: [50],
          rounds: 6,
          load: { ...rates, findMaxRate: true },
        },
        traits: { [service.name]: service.traits },
      }),
    ).maxRates.map(({ text }) => text);
  };

  test('says what each worker count holds', () => {
    expect(searched()).toEqual([
      '1 worker holds 80 requests a second, 50 clients: between 80/s and 160/s. 80/s is sustained; 160/s is not: it is overloaded.',
      '2 workers hold 160 requests a second, 50 clients: between 160/s and 320/s. 160/s is sustained; 320/s is not: it is overloaded.',
    ]);
  });

  test('says where the clients were late, too', () => {
    expect(searched(0.2)[0]).toContain('160/s is not: it is overloaded, and its clients were late');
  });
});
