import * as z from 'zod';
import { key, member } from '../key-meta.js';
import { amountAbove, MAX_SECONDS, program, text, workers } from '../values.js';

const SERVICE = 'a service (an object with a command or a url), or a list of 1 to 20 services with names';
const NAME = 'a name of 1 to 40 letters, digits, dashes or underscores that begins with a letter';
const READY = '"tcp", a URL, "prints TEXT", "task" or "started"';

const serviceSchema = z.strictObject(
  {
    command: member(
      program.optional(),
      'What each trial starts: a list of words that no shell sees, or one text that is split as a shell would split it. It has to stay in the foreground.',
    ),
    env: member(
      z.record(z.string(), z.string({ error: 'a text' }), { error: 'an object of texts' }).default({}),
      'Its variables, beside those that it inherits. PORT is `{port}` unless it stands here.',
    ),
    cwd: member(
      text.optional(),
      "The folder that it runs in: relative to the config file's folder, which is the default.",
    ),
    url: member(
      text.optional(),
      'Where it is reached: `http://127.0.0.1:{port}` by default. Without a command, a service that runs already, on this machine unless `allow_target` names its host.',
    ),
    ready: member(
      z.string({ error: READY }).min(1, { error: READY }).max(4096, { error: READY }).default('tcp'),
      'What shows that it can be used: it takes connections ("tcp"), a GET of a URL is answered with a status below 500, it prints a text ("prints TEXT"), the task\'s function `ready` gives true ("task"), or nothing ("started").',
    ),
    ready_timeout: member(
      amountAbove(0, MAX_SECONDS, 'seconds').default(30),
      'Seconds that it gets until then; after them the trial fails with the last lines that it printed.',
    ),
    cpus: member(
      z
        .int({ error: 'a whole number of CPUs, or null' })
        .min(1, { error: 'a whole number of CPUs, or null' })
        .max(100_000, { error: 'a whole number of CPUs, or null' })
        .nullable()
        .default(null),
      'How many CPUs it has for itself; the clients have the rest. Needs Linux and taskset. By default the clients have a core of their own where each of its workers has a CPU without that one, and one is to spare.',
    ),
    workers: member(
      workers.optional(),
      'The counts of its own workers to measure: what `{workers}` stands for. Clients drive each at the given load. The key `workers` and its flag mean the same for such a service.',
    ),
  },
  { error: SERVICE },
);

const name = member(
  z.string({ error: NAME }).regex(/^[A-Za-z][\w-]{0,39}$/, { error: NAME }),
  'What tasks and the other services call it. "service" unless there are several.',
);

/** What units call, beside the trial. */
export const serviceKeys = {
  service: key(
    z
      .union(
        [
          serviceSchema.extend({ name: name.default('service') }),
          z
            .array(serviceSchema.extend({ name }), { error: SERVICE })
            .min(1, { error: SERVICE })
            .max(20, { error: SERVICE }),
        ],
        { error: SERVICE },
      )
      .optional(),
    {
      description:
        'What the units call, such as a server: started afresh for each trial, outside the workers that are measured, and ended after it. Tasks find it in `context.services.NAME.url`. `{port}` is a free port on the loopback interface (`{port2}` to `{port4}` are more), `{NAME.port}` that of another service, `{scratch}` an empty folder for its files, `{workers}` the worker count. See docs/services.md.',
      examples: [
        { command: ['node', 'server.js'], env: { WEB_CONCURRENCY: '{workers}' }, workers: [1, 2, 4] },
        { url: 'http://127.0.0.1:8080' },
      ],
      seed: false,
      flag: { kind: 'json', value: 'json' },
    },
  ),
  allow_target: key(z.array(text, { error: 'a list of host names' }).default([]), {
    description:
      'Hosts other than this machine that a running service may be on. Ask whoever runs them: what kneepoint sends is a load test.',
    examples: [['staging.example.com']],
    seed: false,
    flag: { kind: 'names', value: 'hosts' },
  }),
};
