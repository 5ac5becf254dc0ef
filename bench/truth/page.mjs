/** docs/truth.md: the coverage table, with every miss named. */
import { LAWS, NOISES, ROUNDS, truthOf } from './laws.mjs';

/** A coverage that is measured from n studies misses by chance: four standard errors at 95 %. */
const chance = (tries) => 4 * Math.sqrt((0.95 * 0.05) / tries);

export function render(results, studies) {
  const rows = results.filter(({ noise }) => noise > 0);
  return [
    '# Truth: how often the answers are right',
    '',
    'Written by `npm run truth`; do not edit. Laws are planted through the simulated executor, with log-normal noise of',
    `the given coefficient of variation in every trial, at ${WORKERS_TEXT}, and analysed by the functions that`,
    `\`analyse\` uses: ${studies} seeded studies for each law, noise and number of rounds. Without noise every study is`,
    'the same; 10 are done, and they must all hold the truth.',
    '',
    '## Intervals',
    '',
    'Share of studies (%) whose 95 % interval holds the planted value. Nominal is 93 to 97; at a bound (a true 0 of',
    'sigma or kappa, marked °, where the interval is cut off at 0) at least 93. Throughput and speedup are checked at one N a study, by turns.',
    '',
    ...table(
      ['law', 'noise', 'rounds', 'sigma', 'kappa', 'lambda', 'peak N', 'limit', 'throughput', 'speedup'],
      results.map(intervalRow),
    ),
    '',
    '## Advice',
    '',
    '*Named* is the share of studies that name a worker count; *right*, of those, the share whose worker count truly has',
    'at least 95 % of the highest throughput. *Set holds* is the share whose set of equals holds the true best (an',
    'abstention claims nothing and holds). *Claims a winner* is the share of verdicts "recommended"; on the flat law it',
    'must not be above 5.',
    '',
    ...table(
      ['law', 'noise', 'rounds', 'truly good', 'named', 'right', 'set holds', 'claims a winner', 'abstains'],
      results.map(adviceRow),
    ),
    '',
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
  ].join('\n');
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

function adviceRow({ law, noise, rounds, tally }) {
  const truth = truthOf(LAWS[law]);
  const good = truth.goodEnough.length > 5 ? 'all' : truth.goodEnough.join(', ');
  const verdict = tally['verdict:abstained'];
  const abstains = verdict === undefined ? '0.0' : share({ hits: verdict.hits, tries: tally.named.tries });
  return [
    LAWS[law].name,
    percent(noise),
    rounds,
    good,
    ...['named', 'right', 'setHolds', 'claimsWinner'].map((f) => share(tally[f])),
    abstains,
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
  const found = results.flatMap((result) => [...intervalMisses(result), ...adviceMisses(result)]);
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

function adviceMisses({ law, noise, rounds, tally }) {
  const where = `${LAWS[law].name}, noise ${percent(noise)}, ${rounds} rounds`;
  const below = (figure) =>
    tally[figure] !== undefined && tally[figure].tries >= 50 && tally[figure].hits / tally[figure].tries < 0.95;
  return [
    ...(below('right') ? [`${where}: the worker count named is truly good in ${share(tally.right)} %`] : []),
    ...(below('setHolds') ? [`${where}: the set of equals holds the true best in ${share(tally.setHolds)} %`] : []),
    ...(LAWS[law].name === 'flat' && tally.claimsWinner.hits / tally.claimsWinner.tries > 0.05
      ? [`${where}: a winner is claimed in ${share(tally.claimsWinner)} %`]
      : []),
  ];
}

function share(count) {
  return count === undefined || count.tries === 0 ? '–' : ((100 * count.hits) / count.tries).toFixed(1);
}

function percent(noise) {
  return `${noise * 100} %`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
