/** Hypotheses on what units wait for: something shared, the network, a pool. */
import type { Hypothesis } from '../../model/curve.js';
import { workersText } from '../../words/counts.js';
import { bytes, percent, short, shortDuration, wholePercent } from '../../words/numbers.js';
import { computesElsewhere, judged, type Question, waitGrowth } from './question.js';

/** Share of the time from which a thread that is busy keeps its other units waiting. */
const BUSY_THREADS = 0.7;

/** Units that wait longer for something that is neither a CPU nor collection: a lock, a disk, another server. */
export function sharedResource(question: Question): Hypothesis {
  const { most, fewest, loss, noun } = question;
  const share = waitGrowth(question);
  const judgement = judged(share, loss);
  const base = { cause: 'shared-resource', name: null, workers: most.workers } as const;
  if (share === null || most.waitSeconds === null || fewest.waitSeconds === null)
    return {
      ...base,
      judgement,
      evidence: `the ${noun === 'run' ? 'runs' : 'workers'}' CPU time, or their time without a CPU, is not known`,
      nextTest:
        noun === 'run'
          ? 'Time the calls that may wait (strace -c -f).'
          : 'Measure on Linux, or time the calls that may wait.',
      figures: {},
    };
  const figures = { waitSeconds: most.waitSeconds, waitSecondsAtFewest: fewest.waitSeconds, share };
  if (judgement === 'unlikely')
    return {
      ...base,
      judgement,
      evidence: `${noun}s wait no longer than with ${workersText(fewest.workers)}`,
      nextTest: null,
      figures,
    };
  const doubt = computesElsewhere(question)
    ? "; but the process computes outside the units' threads meanwhile"
    : sharesBusyThreads(question)
      ? `; but ${noun}s of a worker share its thread, which is busy`
      : '';
  return {
    ...base,
    judgement: doubt === '' ? judgement : 'possible',
    evidence: `a ${noun} waits ${shortDuration(most.waitSeconds)}, with ${workersText(fewest.workers)} ${shortDuration(fewest.waitSeconds)}, neither computing nor without a CPU: ${wholePercent(share)} of the workers' time${doubt}`,
    nextTest:
      'Time the calls that may wait (locks, disks, databases, other servers), or leave them out and measure again.',
    figures,
  };
}

/** Whether several units of a worker wait for a thread that has little time left. */
function sharesBusyThreads({ most }: Question): boolean {
  return most.streams > most.workers && (most.threadsBusy ?? 0) >= BUSY_THREADS;
}

/** Shares of what loopback carries from which it is likely the limit, and possible. */
const [CROWDED, BUSY] = [0.5, 0.2];

/**
 * Services on this machine are called over its loopback interface, which shows what it carries. Of any other network
 * nothing is seen: only units that wait for nothing rule it out.
 */
export function network(question: Question): Hypothesis {
  const { most, fewest, loss, noun, machine, hasServices } = question;
  const [used, able] = [most.loopbackPerSecond, machine.loopbackBytesPerSecond ?? null];
  const base = { cause: 'network', name: null, workers: most.workers } as const;
  if (hasServices && used !== null && able !== null) {
    const share = used / able;
    const judgement = share >= CROWDED ? 'likely' : share >= BUSY ? 'possible' : 'unlikely';
    return {
      ...base,
      judgement,
      evidence: `${bytes(used)}/s go over the loopback interface, ${percent(share)} of the ${bytes(able)}/s that one thread sends and receives there`,
      nextTest: judgement === 'unlikely' ? null : 'Send less for each unit, and measure again.',
      figures: { loopbackPerSecond: used, loopbackBytesPerSecond: able },
    };
  }
  const isRuledOut = judged(waitGrowth(question), loss) === 'unlikely';
  return {
    ...base,
    judgement: isRuledOut ? 'unlikely' : 'not observable here',
    evidence: isRuledOut
      ? `${noun}s wait no longer than with ${workersText(fewest.workers)}`
      : 'no probe reads the network',
    nextTest: isRuledOut
      ? null
      : 'Watch the interface while it runs (sar -n DEV 1), or measure against a server on this machine.',
    figures: {},
  };
}

/** libuv's pool where workers share one, and every limit that the user declared. */
export function pools(question: Question): readonly Hypothesis[] {
  const { most, machine, capacities } = question;
  const libuv = most.shareProcess
    ? [{ name: "libuv's thread pool", capacity: machine.uvThreadpool, isDeclared: false }]
    : [];
  const declared = Object.entries(capacities).map(([name, capacity]) => ({ name, capacity, isDeclared: true }));
  const all = [...libuv, ...declared].map((pool) => judgePool(question, pool));
  return declared.length > 0 ? all : [...all, undeclared(question)];
}

interface Pool {
  readonly name: string;
  /** Units that it serves at a time. */
  readonly capacity: number;
  readonly isDeclared: boolean;
}

/** How near to a capacity the units that get through at a time are where it is the limit. */
const [NEAR_BELOW, NEAR_ABOVE] = [0.75, 1.15];

/** By Little's law throughput × service time with the fewest workers is how many units get through at a time. */
function judgePool(question: Question, { name, capacity, isDeclared }: Pool): Hypothesis {
  const { most, fewest, loss, noun } = question;
  const through = most.throughput * fewest.serviceSeconds;
  const figures = { capacity, atATime: through, streams: most.streams };
  const base = { cause: 'pool', name: `${name} (${capacity})`, workers: most.workers, figures } as const;
  const unlikely = (evidence: string): Hypothesis => ({ ...base, judgement: 'unlikely', evidence, nextTest: null });
  if (most.streams <= capacity)
    return unlikely(
      `at most ${most.streams} ${noun}s are underway at a time, ${wholePercent(most.streams / capacity)} of it (with ${workersText(fewest.workers)} ${wholePercent(fewest.streams / capacity)})`,
    );
  if (judged(waitGrowth(question), loss) === 'unlikely')
    return unlikely(`${noun}s wait no longer than with ${workersText(fewest.workers)}`);
  const isNear = through >= capacity * NEAR_BELOW && through <= capacity * NEAR_ABOVE;
  const double = isDeclared ? `Double ${name}` : `Set "uv_threadpool_size" to ${capacity * 2}`;
  return {
    ...base,
    judgement: isNear && isDeclared ? 'likely' : 'possible',
    evidence: `as many as ${short(through)} ${noun}s get through at a time${isNear ? ', which is its size' : ''}`,
    nextTest: `${double} and measure again: throughput moves if it is the limit.`,
  };
}

function undeclared(question: Question): Hypothesis {
  const isRuledOut = judged(waitGrowth(question), question.loss) === 'unlikely';
  return {
    cause: 'pool',
    name: null,
    workers: question.most.workers,
    judgement: isRuledOut ? 'unlikely' : 'not observable here',
    evidence: isRuledOut
      ? `${question.noun}s do not wait longer with more workers`
      : 'no other pool or limit is declared',
    nextTest: isRuledOut ? null : 'Declare the limits that you know: "capacities": {"database pool": 10}.',
    figures: {},
  };
}
