import { switches } from '../run/system/process-tree.js';
import { growth, reading, unseenReason } from '../run/system/reading.js';
import type { Probe } from '../seams/probe.js';

/** How often threads of the host's tree gave their CPU up, and how often it was taken from them. */
const contextSwitches: Probe = {
  name: 'context-switches',
  summary: 'Context switches of all threads of the host process and its children',
  figures: {
    voluntary: 'Switches of threads that had to wait for something',
    involuntary: 'Switches of threads that could have gone on',
  },
  start({ tree, root }) {
    const from = switches(root, tree());
    return {
      stop() {
        const to = switches(root, tree());
        const figures = {
          voluntary: growth(from?.voluntary, to?.voluntary),
          involuntary: growth(from?.involuntary, to?.involuntary),
        };
        return reading(figures, unseenReason(root, 'the switches of threads', from === null ? 'first' : 'last'));
      },
    };
  },
};
export default contextSwitches;
