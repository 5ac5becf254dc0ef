/** The part of docs/internals/truth.md on the advice: its operating characteristics. */
import { ADVICE_LAWS, KINDS, ROUNDS, SIZES } from './advice-laws.mjs';
import { table } from './page.mjs';

const FIGURES = ['over', 'excess', 'few', 'loss', 'exact'];
const CERTAINTIES = ['sure', 'fairly sure', 'best guess'];

/** `results` holds the sums of each law, kind of noise, size and rounds, by certainty. */
export function adviceSection(results, studies) {
  const rows = (groups) => groups.map(([name, keep]) => [...[name].flat(), ...figuresOf(results.filter(keep))]);
  const by = (figure, values, name = (value) => value) =>
    rows(values.map((value) => [name(value), (result) => result[figure] === value]));
  return [
    '## Advice',
    '',
    `The rule that names a worker count (docs/internals/method.md), over ${ADVICE_LAWS.length} laws, ${KINDS.length} kinds of noise, coefficients of variation of`,
    `${SIZES.map((size) => `${size * 100} %`).join(', ')}, and ${ROUNDS.join(', ')} rounds: ${studies} seeded studies of each, ${total(results).toLocaleString('en')} in all.`,
    '',
    '- *over*: the share of studies that name more workers than the smallest count that is truly within 5 % of the best;',
    '- *excess*: the mean number of workers beyond that;',
    '- *few*: the share that name a count whose true throughput is more than 5 % below the best;',
    '- *loss*: the mean of what is lost beyond those 5 %, in percent of the best throughput;',
    '- *exact*: the share that name the smallest count truly within 5 %.',
    '',
    ...table(['all studies', ...FIGURES], rows([['', () => true]])),
    '',
    ...table(
      ['noise', 'rounds', ...FIGURES],
      rows(
        KINDS.flatMap(({ name }, kind) =>
          ROUNDS.map((rounds) => [[name, rounds], (each) => each.kind === kind && each.rounds === rounds]),
        ),
      ),
    ),
    '',
    ...table(
      ['size of the noise', ...FIGURES],
      by('size', SIZES, (size) => `${size * 100} %`),
    ),
    '',
    ...table(['rounds', ...FIGURES], by('rounds', ROUNDS)),
    '',
    ...table(
      ['law', ...FIGURES],
      by(
        'law',
        ADVICE_LAWS.map((_, law) => law),
        (law) => ADVICE_LAWS[law].name,
      ),
    ),
    '',
    'How sure the sentence says it is, and how often it is right:',
    '',
    ...table(['said', 'share of studies', ...FIGURES], certaintyRows(results)),
    '',
    `On the flat law a worker count is shown to be slower than another, so that a winner is claimed, in ${percent(falseWinners(results))} of studies (at most 5 %).`,
    '',
  ];
}

function figuresOf(results) {
  return ofSums(results.flatMap(({ sums }) => Object.values(sums)));
}

function ofSums(sums) {
  const studies = sums.reduce((all, each) => all + each.studies, 0);
  if (studies === 0) return FIGURES.map(() => '–');
  const mean = (figure) => sums.reduce((all, each) => all + each[figure], 0) / studies;
  return FIGURES.map((figure) => {
    if (figure === 'loss') return `${(100 * mean(figure)).toFixed(3)} %`;
    return mean(figure).toFixed(figure === 'excess' ? 2 : 3);
  });
}

function certaintyRows(results) {
  const all = total(results);
  return CERTAINTIES.map((certainty) => {
    const sums = results.flatMap(({ sums: each }) => (each[certainty] === undefined ? [] : [each[certainty]]));
    const studies = sums.reduce((count, each) => count + each.studies, 0);
    return [certainty, percent(studies / all), ...ofSums(sums)];
  });
}

function falseWinners(results) {
  const flat = results.filter(({ law }) => ADVICE_LAWS[law].name === 'flat');
  const claims = flat.flatMap(({ sums }) => Object.values(sums)).reduce((all, { winner }) => all + winner, 0);
  return claims / total(flat);
}

function total(results) {
  return results.flatMap(({ sums }) => Object.values(sums)).reduce((all, { studies }) => all + studies, 0);
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
