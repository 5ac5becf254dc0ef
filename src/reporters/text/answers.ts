import type { Advice, Answer } from '../../model/advice.js';
import type { Report } from '../../model/report.js';
import { plain, probability } from '../../words/numbers.js';
import { isSameLoad } from './same-curve.js';
import { curveName } from '../../words/curves.js';

/** An answer with the advice of each of its curves, where it has several. */
export interface ToldAnswer {
  /** What tells it from the other answers of the report; null where it is the only one. */
  readonly title: string | null;
  readonly answer: Answer;
  /** Empty where the answer is that of a single curve. */
  readonly curves: readonly Advice[];
  /** The advice that the answer is, where it is that of a single curve. */
  readonly only: Advice | null;
}

/** A report's answers, each with what its curves say. Task names are not escaped. */
export function toldAnswers(report: Report): readonly ToldAnswer[] {
  return report.answers.map((answer) => {
    const curves = report.advice.filter(({ task, load }) => task === answer.task && isSameLoad(load, answer.load));
    const only = curves.length === 1 && curves[0]?.reason === answer.reason ? curves[0] : null;
    return { title: titleOf(answer, only, report), answer, curves: only === null ? curves : [], only };
  });
}

function titleOf({ task, load }: Answer, only: Advice | null, { answers }: Report): string | null {
  if (answers.length < 2) return null;
  const curve = only !== null ? curveName(only) : load.kind === 'rate' ? `${plain(load.perSecond)}/s` : null;
  const isOneTask = answers.every((other) => other.task === task);
  return [isOneTask && curve !== null ? null : task, curve].filter((part) => part !== null).join(', ');
}

/** What follows a headline: why it is provisional, where it is, and why it is so. */
export function becauseText({ provisional, because }: Pick<Answer, 'provisional' | 'because'>): string {
  return provisional === null ? because : `Provisional: ${provisional}. ${because}`;
}

/** How likely an advice is right, in a sentence; null where that was not asked or cannot be said. */
export function certaintySentence({ probabilityBest: best, probabilityGoodEnough: good, load }: Advice): string | null {
  if (load.kind === 'rate' || best === null || good === null) return null;
  return `The probability that it is within 5 % of the best is ${probability(good)}, that it is the very best ${probability(best)}.`;
}
