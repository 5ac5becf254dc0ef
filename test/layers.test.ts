/** The rooms of the design: who imports whom, and who may touch the clock, the dice and the terminal. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sourceFacts } from './support/source-facts.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

const BASE = ['model', 'seams', 'random', 'words', 'user-error'];
const PURE = ['statistics', 'analysis', 'plan', 'reporters'];
const RUNNING = ['executors', 'probes', 'run'];
const LEFT = [...BASE, ...PURE, 'clock', 'schema', ...RUNNING];

/** Room → the rooms that it may import beside itself. */
const MAY_IMPORT: { readonly [room: string]: readonly string[] } = {
  model: [],
  random: [],
  'user-error': [],
  words: ['model'],
  clock: [],
  seams: ['model', 'random'],
  // The shape of data from outside.
  schema: ['model'],
  statistics: ['model', 'random'],
  analysis: [...BASE, 'statistics', 'plan'],
  plan: [...BASE, 'statistics'],
  reporters: [...BASE, 'statistics'],
  tasks: [],
  subjects: [...BASE, 'plan', 'clock', 'run'],
  executors: [...LEFT, 'subjects'],
  fixtures: [...LEFT, 'subjects'],
  probes: LEFT,
  run: LEFT,
  check: [...LEFT, 'subjects', 'fixtures'],
  config: [...LEFT, 'subjects'],
  store: LEFT,
  doctor: [...LEFT, 'config', 'store', 'context', 'study'],
  context: [...LEFT, 'config', 'store'],
  study: [...LEFT, 'fixtures', 'config', 'store', 'context'],
  resume: [...LEFT, 'fixtures', 'config', 'store', 'context', 'study'],
  api: [...LEFT, 'config', 'store', 'context', 'study', 'resume'],
  index: [...LEFT, 'config', 'store', 'context', 'study', 'resume', 'api'],
  // Subjects for what is exported of a command's runs.
  cli: [...LEFT, 'subjects', 'config', 'store', 'context', 'study', 'resume', 'api', 'index', 'check', 'doctor'],
};

/** The rooms inside `run`: each imports only from those before it. */
const RUN_ROOMS = ['system', 'worker', 'host', 'supervisor'];

const MAX_LINES = 250;

/** Sources that may hold an executor's name all the same, and what it is there. */
const NAMED: { readonly [path: string]: { readonly names: readonly string[]; readonly as: string } } = {
  'src/analysis/label-latency.ts': { names: ['service'], as: 'the part of a latency' },
  'src/analysis/labelled.ts': { names: ['service'], as: 'the same' },
  'src/analysis/latency.ts': { names: ['service'], as: 'the same' },
  'src/analysis/queueing.ts': { names: ['service'], as: 'the same' },
  'src/analysis/sizing/capacity.ts': { names: ['service'], as: 'the same' },
  'src/config/keys/service.ts': { names: ['service'], as: 'the config key' },
  'src/config/service.ts': { names: ['service'], as: 'the same' },
  'src/config/to-study.ts': { names: ['service'], as: 'the same' },
  'src/resume.ts': { names: ['service'], as: 'the config key' },
  'src/cli/serve.ts': { names: ['service'], as: 'the config key' },
  'src/config/study.ts': { names: ['service'], as: 'the same' },
  'src/reporters/columns/service.ts': {
    names: ['processes', 'threads'],
    as: 'what a service is counted in',
  },
  'src/fixtures/service.ts': { names: ['service'], as: 'a fixture of that name' },
  'src/analysis/findings/study.ts': { names: ['simulated'], as: "a finding's code" },
  'src/analysis/history.ts': { names: ['simulated'], as: 'the machine of a simulated study' },
  'src/analysis/command-runs.ts': { names: ['processes', 'threads'], as: "what a command's tree is counted in" },
  'src/analysis/findings/commands.ts': { names: ['processes'], as: 'the same' },
  'src/check/judge-command.ts': { names: ['processes'], as: "what a command's tree is counted in" },
  'src/check/check.ts': { names: ['processes', 'threads'], as: 'the kinds of worker that a task is tried in' },
  'src/check/model.ts': { names: ['processes', 'threads'], as: 'the same' },
  'src/check/timing.ts': { names: ['threads'], as: 'the same' },
  'src/config/counts.ts': { names: ['simulated'], as: 'the config key of laws' },
  'src/config/docs.ts': { names: ['service', 'simulated'], as: 'the config keys' },
  'src/config/keys/basic.ts': { names: ['processes', 'threads'], as: 'the default and the example of "executors"' },
  'src/config/simulated.ts': { names: ['simulated'], as: "the config key of laws, and the law's own formula" },
  'src/config/values.ts': { names: ['simulated'], as: 'what a law without a name is called' },
  'src/doctor/self-test.ts': { names: ['simulated'], as: 'a config, as a user would write it' },
  'src/model/finding.ts': { names: ['simulated'], as: "a finding's code" },
  'src/reporters/columns/command.ts': { names: ['processes', 'threads'], as: "what a command's tree is counted in" },
  'src/reporters/comparison/words.ts': { names: ['sequential'], as: 'what reports call no workers' },
  'src/reporters/pictures/rates.ts': { names: ['sequential'], as: 'what reports call no workers' },
  'src/reporters/sizing/terminal.ts': { names: ['sequential'], as: 'what reports call no workers' },
  'src/reporters/text/findings.ts': { names: ['simulated'], as: "a finding's code" },
  'src/reporters/text/notices.ts': { names: ['simulated'], as: "a notice's name" },
  'src/seams/subject.ts': { names: ['sequential'], as: 'what reports call no workers' },
  'src/run/supervisor/look-spec.ts': { names: ['sequential'], as: 'a spec that no executor is given' },
  'src/store/version-1.ts': {
    names: ['async', 'processes', 'sequential', 'simulated', 'threads'],
    as: 'the executors of journals that hold no traits',
  },
  'src/store/results.ts': { names: ['simulated'], as: "the name of several laws' run" },
  'src/words/counts.ts': { names: ['sequential'], as: 'what reports call no workers' },
};

interface Source {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly facts: ReturnType<typeof sourceFacts>;
}

/** `src/run/host/host.ts` lies in `run`, `src/clock.ts` in `clock`, `tasks/sort.ts` in `tasks`. */
function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second.replace(/\.ts$/, '') : top;
}

function readSources(): Source[] {
  return ['src', 'tasks'].flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => {
        const path = `${top}/${name.replaceAll('\\', '/')}`;
        const text = readFileSync(join(ROOT, path), 'utf8');
        return { path, room: roomOf(path), text, facts: sourceFacts(text) };
      }),
  );
}

const sources = readSources();

/** The source that a relative import leads to. */
function targetPath({ path }: Pick<Source, 'path'>, specifier: string): string {
  return relative(ROOT, join(ROOT, dirname(path), specifier))
    .replaceAll('\\', '/')
    .replace(/\.js$/, '.ts');
}

/** The room that a relative import leads to. */
function targetRoom(source: Source, specifier: string): string {
  return roomOf(targetPath(source, specifier));
}

/** What is left when all that imports nothing, or only what went before, is taken away: circles, and what rests on them. */
function circular(): string[] {
  const left = new Map(
    sources.map((source) => {
      const targets = source.facts.imports.filter((specifier) => specifier.startsWith('.'));
      return [source.path, targets.map((specifier) => targetPath(source, specifier))] as const;
    }),
  );
  for (let before = 0; before !== left.size; ) {
    before = left.size;
    for (const [path, targets] of left) if (!targets.some((target) => left.has(target))) left.delete(path);
  }
  return [...left.keys()];
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** Paths of the sources that do what only `allowed` may. */
function offenders(does: (source: Source) => boolean, allowed: (source: Source) => boolean): string[] {
  return sources.filter((source) => does(source) && !allowed(source)).map(({ path }) => path);
}

describe('the reader of imports', () => {
  test('sees every kind of import', () => {
    const { imports, importsComputed } = sourceFacts(`
      import a from './a.js'; import type { B } from './b.js'; import './c.js'; export * from './d.js';
      export type { E } from './e.js'; type F = import('./f.js').F; const g = await import('./g.js');
      const h = require('./h.js'); import i = require('./i.js');`);
    expect(imports.map((path) => path[2]).join('')).toBe('abcdefghi');
    expect(importsComputed).toBe(false);
    expect(sourceFacts('await import(name)').importsComputed).toBe(true);
  });

  test('tells names from keys and members', () => {
    const { names } = sourceFacts(
      'const a = { process: 1, Date: b.performance }; process.stdout.write(performance.now()); new Date();',
    );
    expect([...names]).toEqual(expect.arrayContaining(['process', 'process.stdout', 'performance.now']));
    expect(sourceFacts('a.process; ({ process: 1 })').names.has('process')).toBe(false);
    expect(sourceFacts("process['stdout']").names.has('process.stdout')).toBe(true);
    expect(names.has('new Date')).toBe(true);
  });
});

describe('rooms', () => {
  test('there are sources, each in a room of the design', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect([...new Set(sources.map(({ room }) => room))].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
  });

  test.each(sources.map((source) => [source.path, source] as const))('%s imports nothing to its right', (_, source) => {
    const allowed = [source.room, ...(MAY_IMPORT[source.room] ?? [])];
    const relatives = source.facts.imports.filter((specifier) => specifier.startsWith('.'));
    expect(relatives.filter((specifier) => !allowed.includes(targetRoom(source, specifier)))).toEqual([]);
    expect(relatives.filter((specifier) => !specifier.endsWith('.js'))).toEqual([]);
  });

  test('inside run, each room imports only from those before it', () => {
    const floorOf = (path: string) => RUN_ROOMS.indexOf(path.split('/')[2] ?? '');
    const inside = sources.filter(({ room }) => room === 'run');
    expect(inside.filter(({ path }) => floorOf(path) < 0).map(({ path }) => path)).toEqual([]);
    const upwards = inside.flatMap((source) =>
      source.facts.imports
        .filter((specifier) => specifier.startsWith('.') && targetRoom(source, specifier) === 'run')
        .filter((specifier) => floorOf(targetPath(source, specifier)) > floorOf(source.path))
        .map((specifier) => `${source.path}: ${specifier}`),
    );
    expect(upwards).toEqual([]);
  });

  test('no imports run in a circle, types included', () => {
    expect(circular()).toEqual([]);
  });

  test('a host loads no statistics: each trial would pay for them', () => {
    const packages = new Set<string>();
    const seen = new Set<string>();
    const visit = (path: string) => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const specifier of sources.find((source) => source.path === path)?.facts.imports ?? []) {
        if (specifier.startsWith('.')) visit(join(dirname(path), specifier).replace(/\.js$/, '.ts'));
        else if (!specifier.startsWith('node:')) packages.add(specifier.split('/')[0] as string);
      }
    };
    for (const name of ['sequential', 'async', 'threads', 'processes']) visit(`src/executors/${name}.ts`);
    visit('src/run/host/host.ts');
    expect(seen.size).toBeGreaterThan(30);
    expect([...packages].sort()).toEqual(['pure-rand', 'tinypool']);
  });

  test('the public API only re-exports', () => {
    expect(sources.find(({ path }) => path === 'src/index.ts')?.facts.onlyReexports).toBe(true);
  });

  test('what is imported is known beforehand, but for plugins and the task', () => {
    const computed = offenders(
      ({ facts }) => facts.importsComputed,
      ({ path }) =>
        [
          'src/run/host/registry.ts',
          'src/run/supervisor/registry.ts',
          'src/run/worker/task-module.ts',
          'src/cli/list.ts',
        ].includes(path),
    );
    expect(computed).toEqual([]);
  });

  test('tasks import kneepoint as a user does, and no other part of it', () => {
    const outside = sources
      .filter(({ room }) => room === 'tasks')
      .flatMap(({ path, facts }) => facts.imports.map((specifier) => `${path}: ${specifier}`))
      .filter((line) => /: \.\.|: kneepoint\/|: #/.test(line));
    expect(outside).toEqual([]);
  });

  test('only tasks import the package by its name', () => {
    const byName = offenders(
      ({ facts }) => facts.imports.includes('kneepoint'),
      ({ room }) => room === 'tasks',
    );
    expect(byName).toEqual([]);
  });
});

describe('executors', () => {
  const isExecutor = ({ room }: Source) => room === 'executors';
  const names = sources.filter(isExecutor).map(({ path }) => path.replace(/^.*\/|\.ts$/g, ''));
  const namesIn = ({ facts }: Source) =>
    names.filter(
      (name) => facts.texts.has(name) || facts.imports.some((path) => path.endsWith(`/executors/${name}.js`)),
    );

  test('are known elsewhere by their traits, not by their names', () => {
    const named = sources
      .filter((source) => !isExecutor(source) || namesIn(source).length > 1)
      .flatMap((source) => (namesIn(source).length === 0 ? [] : [[source.path, namesIn(source).sort()]]));
    expect(Object.fromEntries(named)).toEqual(
      Object.fromEntries(Object.entries(NAMED).map(([path, { names }]) => [path, names])),
    );
  });

  test('are read for their traits without what they run with', () => {
    const loaded = sources.filter(isExecutor).filter(({ text }) => /^import (?!type ).*(session|tinypool)/m.test(text));
    expect(loaded.map(({ path }) => path)).toEqual([]);
  });
});

describe('pure rooms', () => {
  const isPure = ({ room }: Source) => [...BASE, ...PURE].includes(room);

  test('import nothing of Node', () => {
    expect(
      sources
        .filter(isPure)
        .filter(({ facts }) => facts.imports.some(isBuiltin))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  test('touch neither process, network nor timers', () => {
    const world = ['process', 'performance', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'globalThis'];
    const touched = sources
      .filter(isPure)
      .flatMap(({ path, facts }) => world.filter((name) => facts.names.has(name)).map((name) => `${path}: ${name}`));
    expect(touched).toEqual([]);
  });
});

describe('the world', () => {
  test('only src/clock.ts reads the clock', () => {
    const clocks = [
      'new Date',
      'Date.now',
      'performance.now',
      'performance.timeOrigin',
      'process.hrtime',
      'process.uptime',
      'hrtime',
    ];
    const reads = ({ facts: { names } }: Source) => clocks.some((name) => names.has(name));
    expect(offenders(reads, ({ path }) => path === 'src/clock.ts')).toEqual([]);
  });

  test('only src/random.ts makes randomness', () => {
    const seeds = ({ facts: { imports, names } }: Source) =>
      imports.some((specifier) => /^pure-rand(\/|$)/.test(specifier)) ||
      ['Math.random', 'crypto.getRandomValues', 'crypto.randomUUID'].some((name) => names.has(name));
    expect(offenders(seeds, ({ path }) => path === 'src/random.ts')).toEqual([]);
  });

  test('nothing draws from Math.random', () => {
    expect(sources.filter(({ facts }) => facts.names.has('Math.random')).map(({ path }) => path)).toEqual([]);
  });

  test('errors are for users, but for three that never leave their room', () => {
    const own = sources.flatMap(({ path, text }) => {
      return [...text.matchAll(/class (\w+) extends (?!UserError)\w*Error\b/g)].map(([, name]) => `${path}: ${name}`);
    });
    expect(own.sort()).toEqual([
      'src/config/source.ts: SourceRefusal',
      'src/run/worker/task-module.ts: TaskShapeError',
      'src/run/worker/trial-fault.ts: TrialFault',
      'src/user-error.ts: UserError',
    ]);
  });

  test('only the command line prints; a look at a task opens the streams before it counts what is open', () => {
    const prints = ({ facts: { names } }: Source) =>
      ['console', 'process.stdout', 'process.stderr'].some((name) => names.has(name));
    expect(offenders(prints, ({ room }) => room === 'cli')).toEqual(['src/run/host/open-resources.ts']);
  });

  test(`no file has more than ${MAX_LINES} lines`, () => {
    const long = sources.filter(({ text }) => text.split('\n').length - 1 > MAX_LINES).map(({ path }) => path);
    expect(long).toEqual([]);
  });
});
