/** docs/internals/truth.md: the coverage table, with every miss named. */
import { LAWS, NOISES, ROUNDS } from './laws.mjs';

/** A coverage that is measured from n studies misses by chance: four standard errors at 95 %. */
const chance = (tries) => 4 * Math.sqrt((0.95 * 0.05) / tries);

/** The page without its part on the advice. */
export function intervalSections(results, studies) {
  const rows = results.filter(({ noise }) => noise > 0);
  return {
    head: [
      '# Truth: how often the answers are right',
      '',
      'Written by `npm run truth`; do not edit. Laws are planted with noise in every trial and analysed by the functions',
      'that `analyse` uses, and what they answer is held against the law.',
      '',
    ],
    intervals: [
      '## Intervals',
      '',
      `Share of studies (%) whose 95 % interval holds the planted value: ${studies} seeded studies for each law, noise and`,
      'number of rounds, through the simulated executor with log-normal noise of the given coefficient of variation, at',
      `${WORKERS_TEXT}. Without noise every study is the same; 10 are done, and they must all`,
      'hold the truth. Nominal is 93 to 97; at a bound (a true 0 of sigma or kappa, marked °, where the interval is cut',
      'off at 0) at least 93. Throughput and speedup are checked at one N per study, by turns.',
      '',
      ...table(
        ['law', 'noise', 'rounds', 'sigma', 'kappa', 'lambda', 'peak N', 'limit', 'throughput', 'speedup'],
        results.map(intervalRow),
      ),
      '',
    ],
    rest: [
      '## Why Student’s t and not the bootstrap',
      '',
      'Coverage (%) of the speedup’s 95 % interval over all laws with noise, from the same studies: Student’s t on the',
      'logarithms, the percentile bootstrap and BCa, both of whole rounds with 999 resamples.',
      '',
      ...table(['noise', 'rounds', 't on logarithms', 'percentile', 'BCa'], methodRows(rows)),
      '',
      '## Misses',
      '',
      ...misses(results),
      '',
    ],
  };
}

const WORKERS_TEXT = '0, 1, 2, 4, 8, 12, 16, 24, 32, 48 and 64 workers';

function intervalRow({ law, noise, rounds, tally }) {
  const { name, sigma, kappa } = LAWS[law];
  const at = (figure, bound) => share(tally[figure]) + (bound ? '°' : '');
  return [
    name,
    percent(noise),
    rounds,
    at('sigma', sigma === 0),
    at('kappa', kappa === 0),
    ...['lambda', 'peak', 'limit', 'throughput', 'speedup'].map((figure) => at(figure, false)),
  ];
}

function methodRows(rows) {
  return NOISES.filter((noise) => noise > 0).flatMap((noise) =>
    ROUNDS.map((rounds) => {
      const group = rows.filter((row) => row.noise === noise && row.rounds === rounds);
      const all = (figure) => ({ hits: sum(group, figure, 'hits'), tries: sum(group, figure, 'tries') });
      return [percent(noise), rounds, ...['speedup', 'percentile', 'bca'].map((figure) => share(all(figure)))];
    }),
  );
}

function sum(group, figure, part) {
  return group.reduce((total, { tally }) => total + tally[figure][part], 0);
}

/** What lies outside the nominal coverage by more than the chance of so many studies. */
function misses(results) {
  const found = results.flatMap(intervalMisses);
  return found.length === 0 ? ['None: every figure above is within its bounds.'] : found.map((miss) => `- ${miss}`);
}

function intervalMisses({ law, noise, rounds, tally }) {
  const { name, sigma, kappa } = LAWS[law];
  return ['sigma', 'kappa', 'lambda', 'throughput', 'speedup', 'peak', 'limit'].flatMap((figure) => {
    const count = tally[figure];
    if (count === undefined || count.tries < 200) return [];
    const value = count.hits / count.tries;
    const open = noise === 0 || (figure === 'sigma' && sigma === 0) || (figure === 'kappa' && kappa === 0);
    const bad = value < 0.93 || (value > 0.97 && !open);
    return bad
      ? [
          `${name}, noise ${percent(noise)}, ${rounds} rounds: ${figure} is covered in ${share(count)} % (${verdictOn(count)})`,
        ]
      : [];
  });
}

function verdictOn({ hits, tries }) {
  return Math.abs(hits / tries - 0.95) < chance(tries) ? 'within the chance of so many studies' : 'beyond chance';
}

function share(count) {
  return count === undefined || count.tries === 0 ? '–' : ((100 * count.hits) / count.tries).toFixed(1);
}

function percent(noise) {
  return `${noise * 100} %`;
}

/** A table in Markdown. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
