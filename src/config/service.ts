/** The `service` key: what the units call, started for each trial. */
import { resolve } from 'node:path';
import type { Program } from '../model/command.js';
import type { ServiceReady, StudyService } from '../model/service.js';
import type { StudyTask } from '../model/study.js';
import { Placeholders } from '../subjects/command/placeholders.js';
import { CommandError, findProgram, programText, programTexts } from '../subjects/command/program.js';
import { splitWords } from '../subjects/command/split-words.js';
import { placeholderNames } from '../subjects/service-places.js';
import type { Inquiry } from './inquiry.js';
import { matrixNames } from './placeholders.js';
import { namesOf, refuseName } from './points.js';
import { showValue } from './problems.js';
import type { Config } from './schema.js';
import { suggest } from './suggest.js';

type Given = Extract<NonNullable<Config['service']>, { name: string }>;

/** Hosts that are this machine. */
const OWN_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const PRINTS = /^prints\s+(\S.*)$/s;

/** The services as they were given, with the path of each below the key. */
function givenServices({
  config: { service },
}: Inquiry): readonly { readonly given: Given; readonly path: readonly PropertyKey[] }[] {
  if (service === undefined) return [];
  if (!Array.isArray(service)) return [{ given: service, path: [] }];
  return service.map((given, i) => ({ given, path: [i] }));
}

/** Whether the worker count is a service's own: `{workers}` in its words or its environment. */
export function turnsService(inquiry: Inquiry): boolean {
  const used = new Placeholders(['workers'], () => null);
  return givenServices(inquiry).some(({ given: { command = [], env } }) =>
    used.usedIn([command, ...Object.values(env)].flat()).has('workers'),
  );
}

/** Every text of a service in which placeholders stand. */
function textsOf({ command = [], env, url, ready }: Given): readonly string[] {
  return [command, Object.values(env), url ?? [], /^https?:/.test(ready) ? ready : []].flat();
}

/**
 * The tasks, whose points know which of their names services have as placeholders; complains of names that are kneepoint's
 * own, and of points without a value.
 */
export function forServices(inquiry: Inquiry, tasks: readonly StudyTask[]): readonly StudyTask[] {
  const services = givenServices(inquiry).map(({ given }) => given);
  const points = tasks.flatMap(({ point }) => (point === undefined ? [] : [point.values]));
  const names = namesOf(points);
  const own = placeholderNames(services.map(({ name }) => name));
  const used = new Placeholders(names, () => null).usedIn(services.flatMap(textsOf));
  for (const name of used) {
    if (own.includes(name)) refuseName(name, "kneepoint's own placeholder takes no values of a matrix:", [], inquiry);
    const without = points.find((point) => !Object.hasOwn(point, name));
    if (without !== undefined)
      inquiry.refuse('matrix', [], `the point ${showValue(without)} has no value for {${name}}`, null);
  }
  if (used.size === 0) return tasks;
  return tasks.map((task) =>
    task.point === undefined ? task : { ...task, point: { ...task.point, ofServices: [...used] } },
  );
}

/** Takes the worker counts of a service for those of the study; complains of counts that are said twice, or turn nothing. */
export function assumeServiceWorkers(inquiry: Inquiry): void {
  const counted = givenServices(inquiry).filter(({ given }) => given.workers !== undefined);
  const [first, second] = counted;
  if (first === undefined) return;
  const refuse = (message: string, hint: string) =>
    inquiry.refuse('service', [...(second ?? first).path, 'workers'], message, hint);
  if (second !== undefined)
    refuse('two services have worker counts', 'all services of a study share them: say them once');
  else if (!turnsService(inquiry))
    refuse('no service has {workers} in its command or env', 'put it there, or take the counts out');
  else if (inquiry.setting('workers') === undefined)
    inquiry.assume({ workers: first.given.workers as Config['workers'] });
  else if (inquiry.setting('workers')?.named([]) === inquiry.setting('service')?.named([]))
    refuse('worker counts are given twice', 'say them here or in "workers"');
}

/** The services of a study; undefined for none, and after a complaint. */
export function chooseServices(inquiry: Inquiry): readonly StudyService[] | undefined {
  const all = givenServices(inquiry);
  if (all.length === 0) return undefined;
  const names = all.map(({ given }) => given.name);
  for (const [i, name] of names.entries())
    if (names.indexOf(name) < i) inquiry.complain('service', [i, 'name'], 'a name that no other service has');
  const services = all.flatMap(({ given, path }) => serviceOf(given, path, names, inquiry) ?? []);
  return services.length < all.length ? undefined : services;
}

function serviceOf(
  given: Given,
  path: readonly PropertyKey[],
  names: readonly string[],
  inquiry: Inquiry,
): StudyService | null {
  const before = inquiry.problems.length;
  const refuse = (member: string, message: string, hint: string | null) =>
    inquiry.refuse('service', [...path, member], message, hint);
  const { name, command, url = null, env, ready_timeout: readySeconds } = given;
  if (command === undefined && url === null)
    refuse(
      'command',
      `nothing says how the service "${name}" is started`,
      'give its command, or the url of one that runs',
    );
  if (given.cpus !== null && command === undefined)
    refuse('cpus', 'a service that runs already stays where it is', 'leave it out, or give its command');
  else if (given.cpus !== null && inquiry.setting('cpus') !== undefined)
    refuse('cpus', 'the key "cpus" keeps the whole trial on CPUs, its services included', 'use one of the two');
  const from = inquiry.setting('service')?.folder ?? inquiry.context.cwd;
  const cwd = resolve(from, given.cwd ?? '.');
  const program = command === undefined ? null : programOf(command, (message) => refuse('command', message, null));
  const ready = readyOf(given, url, (message, hint) => refuse('ready', message, hint));
  if (inquiry.problems.length > before) return null;
  const places = new Placeholders([...placeholderNames(names), ...matrixNames(inquiry)], suggest);
  const readyUrl = ready.kind === 'url' ? ready.url : null;
  for (const [member, texts] of [
    ['command', program === null ? [] : programTexts(program)],
    ['env', Object.values(env)],
    ['url', url === null ? [] : [url]],
    ['ready', readyUrl === null ? [] : [readyUrl]],
  ] as const) {
    const wrong = places.problem(texts);
    if (wrong !== null) refuse(member, wrong, null);
  }
  if (inquiry.problems.length > before) return null;
  const sample = Object.fromEntries(places.names.map((one) => [one, 1]));
  for (const [member, text] of [
    ['url', url],
    ['ready', readyUrl],
  ] as const)
    if (text !== null) refuseHost(places.fill(text, sample), inquiry, (message, hint) => refuse(member, message, hint));
  if (program !== null && places.usedIn('argv' in program ? program.argv.slice(0, 1) : []).size === 0)
    attempt(
      () => findProgram(program, { cwd, env: { ...process.env, ...env } }),
      (message) => refuse('command', message, null),
    );
  if (inquiry.problems.length > before) return null;
  const start = program === null ? null : { given: programText(program), program, cwd, env };
  return { name, start, url, ready, readySeconds, ...(given.cpus !== null && { cpus: given.cpus }) };
}

function programOf(command: string | readonly string[], refuse: (message: string) => void): Program | null {
  return attempt(() => ({ argv: typeof command === 'string' ? splitWords(command) : command }), refuse);
}

function readyOf(
  { ready, command }: Given,
  url: string | null,
  refuse: (message: string, hint: string) => void,
): ServiceReady {
  if (ready === 'tcp' || ready === 'started' || ready === 'task') return { kind: ready };
  if (/^https?:/.test(ready)) return { kind: 'url', url: ready };
  const text = PRINTS.exec(ready)?.[1];
  if (text === undefined)
    refuse(
      `expected "tcp", a URL, "prints TEXT", "task" or "started", found ${showValue(ready)}`,
      'tcp is the default',
    );
  else if (command === undefined)
    refuse('what a running service prints is not seen', `wait for an answer: "ready": ${showValue(url)}`);
  return { kind: 'prints', text: text ?? '' };
}

/** A load test of somebody else's machine is an attack: it takes a word more. */
function refuseHost(url: string, { config }: Inquiry, refuse: (message: string, hint: string | null) => void): void {
  const at = URL.canParse(url) ? new URL(url) : null;
  if (at === null || !/^https?:$/.test(at.protocol)) {
    refuse(`expected a URL that begins with http:// or https://, found ${showValue(url)}`, null);
  } else if (!OWN_HOST.test(at.hostname) && !(config.allow_target ?? []).includes(at.hostname)) {
    refuse(
      `${showValue(at.hostname)} is not this machine`,
      `with its owner's leave, add "allow_target": [${showValue(at.hostname)}]`,
    );
  }
}

function attempt<Value>(find: () => Value, refuse: (message: string) => void): Value | null {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    refuse(error.message);
    return null;
  }
}
