/** A task of which one unit goes wrong, in the cells whose numbers it is given, in the first round alone. */

/** The plan lists sequential, async, threads and processes, and begins again with each round. */
const CELLS = 4;

export default {
  run: ({ index, round, scratch }, how, unit, cells) => {
    const trial = Number(/trial-(\d+)$/.exec(scratch)?.[1] ?? Number.NaN);
    if (index !== unit || round !== 0 || !cells.includes(trial % CELLS)) return Math.sqrt(index);
    if (how === 'throws') throw new RangeError('planned');
    return Math.sqrt(index) + 1e-9;
  },
};
