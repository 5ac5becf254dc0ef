import * as z from 'zod';
import { key } from '../key-meta.js';
import { orNull, program, text, yesOrNo } from '../values.js';

const hook = (when: string, more = '') => ({
  description: `A command that runs ${when}, untimed; its failure fails the trial. Placeholders are filled in.${more}`,
  seed: false,
  flag: { kind: 'text' as const, value: 'command' },
});
const STATUSES = 'true, false, or a list of exit statuses';

/** A command in the task's place, and how it is run. */
export const commandKeys = {
  command: key(program.optional(), {
    description:
      'The command to measure, in the place of a task: a list of words that no shell sees, or one text that is split as a shell would split it. On the command line it stands after `--`. `{workers}` in it or in `env` is a knob: the number that the command is given for its own workers. Without it, N copies of the command run at a time. `{index}`, `{worker}` and `{round}` are filled in too, and are in the environment as KNEEPOINT_INDEX and so on. Write `{{workers}}` for the text itself.',
    examples: [
      ['npx', 'vitest', 'run', '--maxWorkers={workers}'],
      ['ffmpeg', '-y', '-i', 'in.mp4', 'out-{index}.mp4'],
    ],
    seed: false,
    flag: null,
  }),
  shell: key(yesOrNo.default(false), {
    description: 'Run the command and its hooks by your shell ($SHELL -c), so that pipes, patterns and variables work.',
    examples: [true],
    seed: false,
    flag: { kind: 'boolean', value: '' },
  }),
  env: key(z.record(z.string(), z.string({ error: 'a text' }), { error: 'an object of texts' }).default({}), {
    description: 'Variables for the command, beside those that it inherits. The flag can be repeated.',
    examples: [{ UV_THREADPOOL_SIZE: '{workers}' }],
    seed: false,
    flag: { kind: 'assignments', value: 'NAME=VALUE' },
  }),
  cwd: key(text.optional(), {
    description:
      "The folder that the command runs in: relative to the config file, or, as a flag, to the working directory. By default the config file's folder, or the working directory.",
    examples: ['./app'],
    seed: false,
    flag: { kind: 'text', value: 'dir' },
  }),
  setup: key(program.optional(), {
    ...hook(
      'before each trial',
      ' A round mixes the worker counts, so each trial of one begins with its own setup: hyperfine runs it once per value.',
    ),
    examples: ['make clean'],
  }),
  prepare: key(program.optional(), { ...hook('before each timed run'), examples: ['rm -rf dist'] }),
  conclude: key(program.optional(), { ...hook('after each timed run'), examples: ['docker compose down'] }),
  cleanup: key(program.optional(), { ...hook('after each trial'), examples: ['rm -rf out'] }),
  input: key(text.optional(), {
    description: 'The file that each run reads as standard input; nothing by default.',
    examples: ['words.txt'],
    seed: false,
    flag: { kind: 'text', value: 'file' },
  }),
  output: key(text.default('pipe'), {
    description:
      "Where the command's standard output goes: `pipe` reads it and throws it away but for the last lines, `null` is /dev/null, `inherit` is kneepoint's own, anything else is a file.",
    examples: ['null'],
    seed: false,
    flag: { kind: 'text', value: 'null|pipe|inherit|file' },
  }),
  ignore_failure: key(
    z.union([yesOrNo, z.array(z.int({ error: STATUSES }).min(1).max(255))], { error: STATUSES }).default(false),
    {
      description: 'Exit statuses other than 0 that count as success: true for all, or a list.',
      examples: [[1]],
      seed: false,
      flag: { kind: 'json', value: 'true|[codes]' },
    },
  ),
  expect: key(orNull(text, 'a text').default(null), {
    description:
      'What shows that every run did the same work: `same-output` compares what it prints, `same-files PATTERN` the files that it writes, below its folder. A worker count whose output differs gets no speedup.',
    examples: ['same-output', 'same-files dist/**'],
    seed: false,
    flag: { kind: 'text', value: 'same-output|same-files PATTERN' },
  }),
  normalise: key(z.array(text, { error: 'a list of texts' }).default([]), {
    description:
      'Replacements in each line before it is compared, as sed writes them, for times and paths that differ. The flag can be repeated.',
    examples: [['s/in [0-9.]+ ?m?s//g']],
    seed: false,
    flag: { kind: 'texts', value: 's/PATTERN/TEXT/' },
  }),
};
