/**
 * The container, without an engine: the Dockerfile's own steps, stage by stage in empty folders with the Node
 * at hand, so that they cannot rot. It is no proof of the image itself: the base image is not tried.
 */
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { NODE, ownFolder, readRun, start } from '../support/cli.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = ownFolder();

interface Step {
  readonly instruction: string;
  readonly words: string;
}

interface Stage {
  readonly name: string;
  readonly base: string;
  readonly steps: readonly Step[];
}

/** The instructions below each FROM; comments and ARGs before the first are left out. */
function readStages(dockerfile: string): readonly Stage[] {
  const lines = dockerfile.replace(/\\\n\s*/g, '').split('\n');
  const stages: { name: string; base: string; steps: Step[] }[] = [];
  for (const line of lines.filter((each) => /^[A-Z]+ /.test(each))) {
    const [, instruction = '', words = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    const [, base = '', name = ''] = /^(\S+)(?: AS (\S+))?$/.exec(words) ?? [];
    if (instruction === 'FROM') stages.push({ name, base, steps: [] });
    else stages.at(-1)?.steps.push({ instruction, words });
  }
  return stages;
}

const stages = readStages(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));
const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');

/** Where a path of a stage lies on this machine. */
const inStage = (stage: string, path: string) => join(folder, stage === '' ? 'final' : stage, path);

/** Carries out a stage; gives what the last stage starts, where, and as whom. */
async function build({ name, steps }: Stage) {
  let [folderNow, user, entrypoint] = ['/', 'root', [] as string[]];
  for (const { instruction, words } of steps) {
    const here = inStage(name, folderNow);
    if (instruction === 'WORKDIR') {
      folderNow = words;
      mkdirSync(inStage(name, words), { recursive: true });
    } else if (instruction === 'COPY') copy(words, here);
    else if (instruction === 'RUN') await run(words, here);
    else if (instruction === 'USER') user = words;
    else if (instruction === 'ENTRYPOINT') entrypoint = JSON.parse(words);
    else expect(['ENV', 'CMD', 'ARG']).toContain(instruction);
  }
  return { user, entrypoint, workdir: folderNow };
}

function copy(words: string, here: string): void {
  const [, stage, paths = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(words) ?? [];
  const sources = paths.split(' ');
  const target = sources.pop() as string;
  for (const source of sources) {
    if (stage === undefined) expect(ignored).toContain(`!${source}`);
    const to = target.endsWith('/') ? join(here, target, basename(source)) : join(here, target);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(stage === undefined ? join(ROOT, source) : inStage(stage, source), to, { recursive: true });
  }
}

async function run(command: string, cwd: string): Promise<void> {
  const path = `${dirname(NODE)}:${process.env.PATH}`;
  const { status, stdout, stderr } = await start('sh', ['-c', command], cwd, { PATH: path }).ended;
  if (status !== 0) throw new Error(`RUN ${command} ended with ${status}:\n${stdout}\n${stderr}`);
}

describe("the Dockerfile's steps", () => {
  let built: Awaited<ReturnType<typeof build>>;

  beforeAll(async () => {
    for (const stage of stages) built = await build(stage);
  }, 600_000);

  test('use slim images of Node, and the last one is not root', () => {
    expect(stages.map(({ base }) => base)).toEqual(Array(2).fill(expect.stringMatching(/^node:\S+-slim$/)));
    expect(built.user).toBe('node');
  });

  test('make a kneepoint that measures a task', async () => {
    const [node, main = ''] = built.entrypoint;
    expect(node).toBe('node');
    const args = ['run', 'sum', '--workers', '0,1', '--iterations', '1', '--task-count', '5', '--quiet'];
    const { status, stderr } = await start(NODE, [inStage('', main), ...args], inStage('', built.workdir)).ended;
    expect([status, stderr]).toEqual([0, expect.not.stringMatching(/error/)]);
    const { trials } = await readRun(inStage('', join(built.workdir, 'results')));
    expect(trials.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
  });

  test('leave what made it behind', () => {
    const packages = inStage('', '/app/node_modules');
    expect(existsSync(join(packages, 'commander'))).toBe(true);
    for (const tool of ['typescript', 'vitest', 'echarts']) expect(existsSync(join(packages, tool))).toBe(false);
    expect(existsSync(inStage('', '/app/src'))).toBe(false);
  });
});

test('compose builds it, mounts the results and passes the quota on', () => {
  const { services } = parse(readFileSync(join(ROOT, 'compose.yml'), 'utf8'));
  const workdir = stages.at(-1)?.steps.findLast(({ instruction }) => instruction === 'WORKDIR')?.words;
  expect(services.kneepoint).toMatchObject({ build: '.', init: true, cpus: expect.stringContaining('KNEEPOINT_CPUS') });
  expect(services.kneepoint.volumes).toContain(`./results:${workdir}/results`);
  expect(services.kneepoint.user).not.toMatch(/root|^0/);
});
