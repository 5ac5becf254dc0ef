/** Hypotheses on what units call, and on who calls: contention inside the services, and clients without time left. */
import type { Hypothesis } from '../../model/curve.js';
import { workersText } from '../../words/counts.js';
import { short, shortDuration, wholePercent } from '../../words/numbers.js';
import { cpusOfUnits, FULL } from './processors.js';
import { judged, type Question, waitGrowth } from './question.js';
import type { ServiceUsage } from './usage.js';

/** Growth of a service's CPU time up to which it is flat, and of a cost per unit from which it is up. */
const [FLAT, UP] = [1.1, 1.25];
/** CPUs of a process whose one thread has no time left: more are several threads'. */
const ONE_CPU = [0.9, 1.1] as const;
/** Shares of the time that clients' threads are busy from which they are likely the limit, and possible. */
const [BUSY, QUITE_BUSY] = [0.9, 0.7];

/**
 * Clients that wait longer for a service that does no more for it: its CPU time does not grow with them, or each unit
 * costs it more switches or CPU time, or one of its processes has no CPU time left.
 */
export function contention(question: Question): Hypothesis {
  const { most, fewest, loss, noun } = question;
  const base = { cause: 'service-contention', name: null, workers: most.workers } as const;
  const [now, before] = [most.service, fewest.service];
  if (now === null || before === null)
    return {
      ...base,
      judgement: 'not observable here',
      evidence: 'what the service takes is not known',
      nextTest: 'Measure on Linux, with the probes on.',
      figures: {},
    };
  const figures = {
    cpusUsed: now.cpusUsed,
    cpusUsedAtFewest: before.cpusUsed,
    busiestProcess: now.busiestProcess,
    cpuSecondsPerUnit: now.cpuSecondsPerUnit,
    cpuSecondsPerUnitAtFewest: before.cpuSecondsPerUnit,
    switchesPerUnit: now.switchesPerUnit,
    switchesPerUnitAtFewest: before.switchesPerUnit,
  };
  const evidence = [
    `the service uses ${short(now.cpusUsed)} CPUs, with ${workersText(fewest.workers)} ${short(before.cpusUsed)}`,
    `its busiest process ${short(now.busiestProcess)}`,
    `${noun === 'unit' ? 'a unit' : `a ${noun}`} costs it ${shortDuration(now.cpuSecondsPerUnit)} of CPU time (${shortDuration(before.cpuSecondsPerUnit)})${switchesText(now, before)}`,
  ].join('; ');
  const waits = judged(waitGrowth(question), loss);
  const signs = signsOf(now, before);
  if (waits === 'unlikely' || signs.length === 0)
    return { ...base, judgement: 'unlikely', evidence, nextTest: null, figures };
  const busy = most.machineBusy ?? (cpusOfUnits(question) ?? 0) + now.cpusUsed;
  const isFull = busy >= question.cpus * FULL;
  return {
    ...base,
    judgement: waits === 'likely' && !isFull ? 'likely' : 'possible',
    evidence: `${signs.join(', and ')}: ${evidence}${isFull ? '; but all CPUs are busy, which looks the same' : ''}`,
    nextTest:
      'Profile the service with as many clients (its locks, its log, its leader), or give it more nodes or threads.',
    figures,
  };
}

function switchesText({ switchesPerUnit: now }: ServiceUsage, { switchesPerUnit: before }: ServiceUsage): string {
  return now === null || before === null ? '' : ` and ${short(now)} context switches (${short(before)})`;
}

function signsOf(now: ServiceUsage, before: ServiceUsage): readonly string[] {
  const isUp = (to: number | null, from: number | null) => to !== null && from !== null && to > from * UP;
  return [
    ...(now.busiestProcess >= ONE_CPU[0] && now.busiestProcess <= ONE_CPU[1]
      ? ['its busiest process uses a whole CPU']
      : []),
    ...(now.cpusUsed <= before.cpusUsed * FLAT ? ['its CPU time is flat'] : []),
    ...(isUp(now.cpuSecondsPerUnit, before.cpuSecondsPerUnit) ? ['its CPU time per unit is up'] : []),
    ...(isUp(now.switchesPerUnit, before.switchesPerUnit) ? ['its context switches are up'] : []),
  ];
}

/** Clients whose own threads are the limit: what is measured is theirs, not the service's. */
export function clients({ most, fewest }: Question): Hypothesis {
  const base = { cause: 'clients', name: null, workers: most.workers } as const;
  const busy = most.threadsBusy;
  const figures = { threadsBusy: busy, threadsBusyAtFewest: fewest.threadsBusy };
  if (busy === null)
    return {
      ...base,
      judgement: 'not observable here',
      evidence: "the clients' CPU time is not known",
      nextTest: 'Measure on Linux.',
      figures,
    };
  const judgement = busy >= BUSY ? 'likely' : busy >= QUITE_BUSY ? 'possible' : 'unlikely';
  return {
    ...base,
    judgement,
    evidence: `the clients' threads compute for ${wholePercent(busy)} of the time`,
    nextTest: judgement === 'unlikely' ? null : 'Do less for each unit in the task, or call from another machine.',
    figures,
  };
}
