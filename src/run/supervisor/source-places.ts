/** From a place in the JavaScript that ran to the place in the source that its author wrote. */
import { readFileSync, statSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CallFrame } from '../../analysis/profile-tree.js';

/** Bytes of the longest module or map that is read. */
const LARGEST = 64 * 2 ** 20;
const MAP_COMMENT = /\/\/# sourceMappingURL=(\S+)\s*$/;
/** This package: what lies in it is told apart from the task. */
const OURSELVES = new URL('../../../../', import.meta.url);
/** What of it runs tasks, as its sources and as they are bundled. */
const OWN_FOLDERS = ['src/', 'dist/'].map((folder) => new URL(folder, OURSELVES).href);

/** Maps call frames through the source maps of their modules, which are read once. */
export class SourcePlaces {
  readonly #maps = new Map<string, { readonly map: SourceMap; readonly base: string } | null>();

  /** The frame at its place in the source; unchanged where no map knows it. */
  original(frame: CallFrame): CallFrame {
    const found = this.#mapOf(frame.url);
    if (found === null) return frame;
    const entry = found.map.findEntry(frame.lineNumber, frame.columnNumber);
    if (!('originalSource' in entry) || !URL.canParse(entry.originalSource, found.base)) return frame;
    const { href } = new URL(entry.originalSource, found.base);
    const { originalLine: lineNumber, originalColumn: columnNumber } = entry;
    return { functionName: originalName(frame.functionName, href), url: href, lineNumber, columnNumber };
  }

  #mapOf(url: string): { readonly map: SourceMap; readonly base: string } | null {
    const known = this.#maps.get(url);
    if (known !== undefined) return known;
    const found = url.startsWith('file:') ? readMap(url) : null;
    this.#maps.set(url, found);
    return found;
  }
}

/** esbuild calls the default export of "sort-big.ts" "sort_big_default". */
function originalName(name: string, url: string): string {
  const [module = ''] = (url.split('/').at(-1) ?? '').split('.');
  return name === `${decodeURIComponent(module).replace(/\W/g, '_')}_default` ? 'default' : name;
}

/** Whether a frame is of what runs the task: kneepoint itself, whose tasks are not, the pool, or Node's queue of callbacks. */
export function isHarness({ url, functionName }: CallFrame): boolean {
  if (url === 'node:internal/process/task_queues' || (url === '' && functionName === 'runMicrotasks')) return true;
  if (url.includes('/node_modules/tinypool/')) return true;
  return OWN_FOLDERS.some((own) => url.startsWith(own) && !url.startsWith(`${own}tasks/`));
}

/** A place for people, `file:line`: the file from the task's folder, this package or its package on, else absolute. */
export function placeText({ url, lineNumber }: CallFrame, taskFolder: string): string {
  if (url === '') return 'native';
  return `${fileText(url, taskFolder)}:${lineNumber + 1}`;
}

function fileText(url: string, taskFolder: string): string {
  if (!url.startsWith('file:')) return url;
  const path = fileURLToPath(url);
  const packaged = path.lastIndexOf(`${sep}node_modules${sep}`);
  if (packaged >= 0) return path.slice(packaged + 1);
  const fromTask = relative(taskFolder, path);
  if (!fromTask.startsWith('..')) return fromTask;
  const fromUs = relative(fileURLToPath(OURSELVES), path);
  return fromUs.startsWith('..') ? path : `kneepoint${sep}${fromUs}`;
}

/** Null for a module without a map, and for a map that cannot be read or is none. */
function readMap(url: string): { readonly map: SourceMap; readonly base: string } | null {
  try {
    const [, reference] = MAP_COMMENT.exec(read(new URL(url)).trimEnd()) ?? [];
    if (reference === undefined) return null;
    const address = new URL(reference, url);
    const text = address.protocol === 'data:' ? inlined(reference) : read(address);
    const base = address.protocol === 'data:' ? url : address.href;
    return { map: new SourceMap(JSON.parse(text) as SourceMapPayload), base };
  } catch {
    return null;
  }
}

function inlined(reference: string): string {
  const [head = '', body = ''] = reference.split(',', 2);
  return head.endsWith(';base64') ? Buffer.from(body, 'base64').toString('utf8') : decodeURIComponent(body);
}

function read(address: URL): string {
  if (statSync(address).size > LARGEST) throw new RangeError(`${address.href} is too large`);
  return readFileSync(address, 'utf8');
}
