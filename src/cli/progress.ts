/** Shows a running study: a redrawn display on a terminal, plain lines everywhere else. */
import type { createLogUpdate } from 'log-update';
import type { StudyEstimate, StudyEvent } from '../model/events.js';
import type { EndRecord, StudyRecord } from '../model/journal.js';
import { visible } from '../reporters/text/escape.js';
import { wrap } from '../reporters/text/width.js';
import { planLines } from './plan-lines.js';
import { PointBlocks } from './point-blocks.js';
import { endLine, finishedLine, frame, preflightLine, roundLine, type Situation } from './progress-lines.js';
import { RowLog } from './row-log.js';
import { paint } from './terminal.js';

/** Milliseconds between two redraws at least. */
const REDRAW_MS = 100;

/** Finished trials that stay in view. */
const LAST = 3;

/** Where progress goes; a terminal stream is one. */
export interface ProgressOutput {
  write(text: string): unknown;
  readonly columns: number;
  readonly isTTY: boolean;
}

/** How progress is shown. */
export interface ProgressOptions {
  readonly colour: boolean;
  readonly quiet: boolean;
  /** Makes what redraws a terminal; null where the output is none. */
  readonly redraw: typeof createLogUpdate | null;
}

type TrialEndEvent = Extract<StudyEvent, { kind: 'trial-end' }>;

const NOTHING_YET: Situation = {
  rounds: 0,
  preflight: null,
  trial: null,
  phase: null,
  units: null,
  trials: { done: 0, total: 0 },
  elapsedSeconds: 0,
  estimatedSeconds: null,
  remainingSeconds: null,
  restSeconds: null,
  restAfter: 'runner',
  last: [],
};

/** A study that has run for so long has lines that stay, on a terminal too: one as each row ends. */
const LONG_SECONDS = 60;
/** Without a terminal each trial has a line where there are not more than so many, and else one in a while. */
const FEW_TRIALS = 50;
const SPARSE_MS = 30_000;

/** Without a terminal a phase of the preflight is reported after so long, and whenever that has doubled. */
const LONG_PHASE_SECONDS = 5;

/**
 * Follows a study's events. On a terminal it redraws at most ten times a second and keeps counting down
 * by itself; otherwise it writes a line for each finished trial and round (of a long study for some of them), and
 * while the preflight takes long. Both have lines for the plan, for each warning, and in a long study for each row. `clock` gives monotonic milliseconds.
 */
export class Progress {
  readonly #out: ProgressOutput;
  readonly #options: ProgressOptions;
  readonly #clock: () => number;
  readonly #log: ReturnType<typeof createLogUpdate> | null;
  readonly #timer: NodeJS.Timeout | null;
  readonly #points = new PointBlocks();
  #now = NOTHING_YET;
  /** When the figures that count down were set. */
  #estimatedAtMs = 0;
  #restingSinceMs = 0;
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  readonly #beganMs: number;
  /** The phase of the preflight that was reported last, and after how many seconds it is reported next. */
  #long = { phase: '', seconds: LONG_PHASE_SECONDS };
  /** When a trial last had a line, without a terminal. */
  #trialToldMs = Number.NEGATIVE_INFINITY;
  readonly #rows = new RowLog();
  #stopped: boolean;

  constructor(out: ProgressOutput, options: ProgressOptions, clock: () => number) {
    this.#out = out;
    this.#options = options;
    this.#clock = clock;
    this.#beganMs = clock();
    this.#stopped = options.quiet;
    const { quiet, redraw } = options;
    // log-update writes, and reads columns, rows and isTTY; nothing else of a stream. The cursor stays
    // visible so that no kill can leave a terminal without one.
    this.#log = quiet || redraw === null ? null : redraw(out as unknown as NodeJS.WritableStream, { showCursor: true });
    this.#timer = this.#log !== null ? setInterval(() => this.tick(), REDRAW_MS).unref() : null;
  }

  /** Takes in what happened and shows it. */
  on(event: StudyEvent): void {
    if (this.#stopped) return;
    this.#follow(event);
    this.#tell(event);
    for (const line of this.#points.hear(event)) this.#line(line);
    this.tick();
  }

  /** Redraws the display if it is due; the timer calls it, so that countdowns run between events. */
  tick(): void {
    if (this.#log === null || this.#stopped) return;
    const nowMs = this.#clock();
    if (nowMs - this.#drawnAtMs < REDRAW_MS) return;
    this.#drawnAtMs = nowMs;
    const [head = '', ...rest] = frame(this.#situation(nowMs), Math.max(20, this.#out.columns - 1));
    this.#log([paint(this.#options.colour, 'bold', head), ...rest].join('\n'));
  }

  /** Takes the display away. Call it before anything else is printed; later events do nothing. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    if (!this.#stopped) this.#log?.clear();
    this.#stopped = true;
  }

  /** The situation with its countdowns at this moment. */
  #situation(nowMs: number): Situation {
    const { remainingSeconds, restSeconds } = this.#now;
    return {
      ...this.#now,
      elapsedSeconds: (nowMs - this.#beganMs) / 1000,
      remainingSeconds: countDown(remainingSeconds, nowMs - this.#estimatedAtMs),
      restSeconds: countDown(restSeconds, nowMs - this.#restingSinceMs),
    };
  }

  #follow(event: StudyEvent): void {
    switch (event.kind) {
      case 'preflight':
        this.#become({ preflight: event });
        return;
      case 'study-start': {
        const { trials: measured, profiles } = event.study.plan;
        const trials = { done: 0, total: measured.length + profiles.length };
        const remainingSeconds = event.estimate?.seconds ?? null;
        this.#estimatedAtMs = this.#clock();
        const { rounds } = event.study.study;
        this.#become({ rounds, trials, preflight: null, remainingSeconds, estimatedSeconds: remainingSeconds });
        return;
      }
      case 'trial-start': {
        const trials = { done: event.trialsDone, total: event.trialsTotal };
        this.#become({ trial: event.trial, trials, phase: null, units: null, restSeconds: null });
        return;
      }
      case 'phase':
        this.#become({ phase: event.phase });
        return;
      case 'progress':
        this.#become({ units: { done: event.unitsDone, total: event.unitsTotal } });
        return;
      case 'trial-end':
        this.#finish(event);
        return;
      case 'rest':
        this.#restingSinceMs = this.#clock();
        this.#become({ restSeconds: event.seconds, restAfter: event.after });
        return;
      case 'warning':
      case 'study-end':
        return;
      default:
        event satisfies never;
    }
  }

  #finish(event: TrialEndEvent): void {
    this.#estimatedAtMs = this.#clock();
    const line = finishedLine(event, this.#now.rounds);
    this.#become({
      trials: { done: event.trialsDone, total: event.trialsTotal },
      remainingSeconds: event.remainingSeconds,
      last: [...this.#now.last, line].slice(-LAST),
    });
  }

  #become(change: Partial<Situation>): void {
    this.#now = { ...this.#now, ...change };
  }

  /** What is worth a line that stays: on a terminal the plan and trouble, elsewhere every trial and round too. */
  #tell(event: StudyEvent): void {
    if (event.kind === 'preflight') this.#tellPreflight(event);
    if (event.kind === 'study-start' && event.estimate !== null) this.#tellPlan(event.study, event.estimate);
    if (event.kind === 'study-end') this.#tellEnd(event.end);
    if (event.kind === 'warning') this.#line(`warning: ${visible(event.text)}`);
    if (event.kind !== 'trial-end') return;
    // A simulated study has hundreds of trials a second.
    if (event.record.kind === 'trial' && event.record.measurement?.simulated === true) return;
    this.#tellTrial(event);
    const row = this.#rows.add(event, this.#now.rounds);
    if (row !== null && this.#clock() - this.#beganMs >= LONG_SECONDS * 1000) this.#line(row);
    const isOver = event.trial.endsRound && !event.runsAgain && event.record.outcome !== 'interrupted';
    if (this.#log !== null || !isOver) return;
    this.#line(roundLine(event.trial.round, this.#situation(this.#clock()), event.remainingSeconds));
  }

  #tellTrial(event: TrialEndEvent): void {
    const line = finishedLine(event, this.#now.rounds);
    const isBad = event.record.outcome !== 'completed';
    if (this.#log !== null) {
      if (isBad) this.#line(line, 'red');
      return;
    }
    const isDue = event.trialsTotal <= FEW_TRIALS || this.#clock() - this.#trialToldMs >= SPARSE_MS;
    if (!isDue && !isBad) return;
    this.#trialToldMs = this.#clock();
    this.#line(`${event.trialsDone} of ${event.trialsTotal}: ${line}`);
  }

  /** How good the estimate was: worth a line where one waited for it. */
  #tellEnd({ interruptedBy, stopped }: EndRecord): void {
    const { estimatedSeconds } = this.#now;
    const { elapsedSeconds } = this.#situation(this.#clock());
    const isKnown = estimatedSeconds !== null && interruptedBy === null && stopped === null;
    if (isKnown && elapsedSeconds >= LONG_SECONDS) this.#line(endLine(elapsedSeconds, estimatedSeconds));
  }

  #tellPlan(study: StudyRecord, estimate: StudyEstimate): void {
    for (const line of planLines(study, estimate)) this.#line(line);
  }

  #tellPreflight(event: Extract<StudyEvent, { kind: 'preflight' }>): void {
    if (this.#long.phase !== event.phase) this.#long = { phase: event.phase, seconds: LONG_PHASE_SECONDS };
    if (this.#log !== null || event.seconds < this.#long.seconds) return;
    this.#long = { phase: event.phase, seconds: 2 * this.#long.seconds };
    this.#line(preflightLine(event));
  }

  #line(text: string, format: 'red' | null = null): void {
    if (this.#log === null) {
      this.#out.write(`${text}\n`);
      return;
    }
    const wrapped = wrap(text, Math.max(20, this.#out.columns - 1)).join('\n');
    this.#log.persist(format === null ? wrapped : paint(this.#options.colour, format, wrapped));
  }
}

function countDown(seconds: number | null, elapsedMs: number): number | null {
  return seconds === null ? null : Math.max(0, seconds - elapsedMs / 1000);
}
