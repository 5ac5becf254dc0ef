import type { Command } from '@commander-js/extra-typings';
import { parseFlag } from '../config/flag-values.js';
import { pickFlags } from '../config/flags.js';
import type { FlagText } from '../config/key-meta.js';
import { usageError } from '../config/problems.js';
import { KEY_GROUPS } from '../config/schema.js';
import type { StudyRequest } from '../config/study.js';
import { studyContext } from '../context.js';
import { type CommandLine, collect } from './command.js';
import { addKeyFlags, measure } from './run.js';

const EXAMPLES = `
Examples:
  $ kneepoint serve --workers 1,2,4 --env WEB_CONCURRENCY={workers} \\
        --rate 500 --p99 50 -- node server.js
  $ kneepoint serve --workers 1,2,4 --find-max-rate --p99 50 \\
        -- gunicorn -w {workers} -b 127.0.0.1:{port} app:app
  $ kneepoint serve --rate 200 --task ./client.ts -- ./server -t {workers}

The server finds its port in {port} and in PORT. A task of your own finds its
address in context.services.service.url. docs/services.md explains the rest.`;

/** Keys that mean nothing here, or have a flag of their own. */
const NOT_HERE = ['task', 'ab', 'executors', 'task_count', 'service', 'dispatch', 'chunk', 'order', 'keys'];
/** Seconds of each trial, where nobody says how long. */
const DURATION = '10';
/** Arrivals a second at which a search begins, where nobody says at which. */
const FIRST_RATE = '50';

/** What the command line gave beside the flags of keys. */
interface ServeOptions {
  readonly env?: readonly string[] | undefined;
  readonly cwd?: string | undefined;
  readonly url: string;
  readonly ready?: string | undefined;
  readonly readyTimeout?: string | undefined;
  readonly task?: string | undefined;
}

/** `kneepoint serve`: how many workers a server needs for a rate. */
export default function defineServe(command: Command, line: CommandLine): void {
  const serving = command
    .usage('[options] -- COMMAND')
    .option('--env <NAME=VALUE>', 'a variable for the server, such as WEB_CONCURRENCY={workers}; repeatable', collect)
    .option('--url <url>', 'where requests go', 'http://127.0.0.1:{port}/')
    .option('--ready <how>', 'when it is ready: tcp, a URL, "prints TEXT", started', 'tcp')
    .option('--ready-timeout <time>', 'how long it may take until then', '30')
    .option('--cwd <dir>', 'the folder that it runs in')
    .option('--task <name|path>', 'what the clients do, in the place of GETs of the URL', 'http')
    .option('--quick', 'a first look: few rounds, short trials')
    .option('--json', 'print only report.json on standard output')
    .option('-q, --quiet', 'no progress and no table: only the path of the results')
    .addHelpText('after', EXAMPLES);
  const groups = KEY_GROUPS.filter(({ heading }) => heading !== 'Commands' && heading !== 'From the Python tester');
  addKeyFlags(serving, (key) => groups.some(({ keys }) => key in keys) && !NOT_HERE.includes(key));
  serving.action(async (options) => {
    const words = line.afterDashes ?? [];
    if (words.length === 0)
      throw usageError('--', 'expected the command that starts the server', 'give it last: -- node server.js');
    if (![...words, ...(options.env ?? [])].some((word) => word.includes('{workers}')))
      throw usageError(
        '--',
        'nothing says where the server learns its worker count',
        'put {workers} into the command, or into a variable: --env WEB_CONCURRENCY={workers}',
      );
    const { task: _, env: __, cwd: ___, ...rest } = options;
    const { origin, path } = partsOf(options.url);
    const request: StudyRequest = {
      ...rest,
      ...(await studyContext(process.cwd())),
      task: options.task,
      service: serviceOf(options, words, origin),
      flags: {
        ...(options.task === 'http' && { task_args: JSON.stringify([path]) }),
        ...withLoad(pickFlags(rest)),
      },
    };
    process.exitCode = await measure(request);
  });
}

/** The service as a config would have it. */
function serviceOf({ env = [], cwd, ready, readyTimeout = '' }: ServeOptions, command: readonly string[], url: string) {
  const variables = parseFlag('assignments', env);
  if (!('value' in variables)) throw usageError('--env', variables.fault, null);
  const seconds = parseFlag('seconds', readyTimeout);
  return {
    ...{ command, env: variables.value, url, ready, ready_timeout: 'value' in seconds ? seconds.value : readyTimeout },
    ...(cwd !== undefined && { cwd }),
  };
}

/** Where the server is, and what of it is asked for. Placeholders stay in both. */
function partsOf(url: string): { readonly origin: string; readonly path: string } {
  const parts = /^(https?:\/\/[^/?#]+)([^#]*)$/.exec(url);
  if (parts === null)
    throw usageError(
      '--url',
      `expected a URL that begins with http:// or https://, found ${JSON.stringify(url)}`,
      null,
    );
  const [, origin = '', path = ''] = parts;
  return { origin, path: path.startsWith('/') ? path : `/${path}` };
}

/** A rate lasts some time, and a search begins somewhere. */
function withLoad(flags: Record<string, FlagText>): Record<string, FlagText> {
  const isWindow = flags['load.window'] !== undefined || flags.load !== undefined;
  if (isWindow) return flags;
  const rate = flags['load.per_second'] ?? (flags.find_max_rate === true ? FIRST_RATE : undefined);
  if (rate === undefined)
    throw usageError(
      '--rate',
      'nothing says how many requests a second are sent',
      'add --rate 500, or --find-max-rate',
    );
  return { 'load.duration': DURATION, ...flags, 'load.per_second': rate };
}
