import { stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from '@commander-js/extra-typings';
import { type ConfigError, usageError } from '../config/problems.js';
import { visible } from '../reporters/text/escape.js';
import { makeFolders } from '../store/folders.js';
import { CONFIG_FILE, configText, TASK_FILE, TASK_TEXT } from './init-files.js';
import { ownCall, shellWord } from './own-call.js';
import { print } from './terminal.js';

const EXAMPLES = `
Examples:
  $ kneepoint init          kneepoint.jsonc and my-task.ts in this folder
  $ kneepoint init bench && kneepoint run --config bench/kneepoint.jsonc --quick

Nothing is overwritten.`;

/** `kneepoint init`: writes a config and a task into a folder, and overwrites nothing. */
export default function defineInit(command: Command): void {
  command.argument('[dir]', 'the folder; created if missing', '.').addHelpText('after', EXAMPLES).action(writeFiles);
}

async function writeFiles(dir: string): Promise<void> {
  const folder = resolve(dir);
  const schema = schemaNear(folder);
  const files = [
    [CONFIG_FILE, configText(schema)],
    [TASK_FILE, TASK_TEXT],
  ] as const;
  await attempt(dir, () => makeFolders(folder));
  for (const [name] of files) await refuseExisting(join(folder, name), dir);
  for (const [name, text] of files) await attempt(dir, () => writeFile(join(folder, name), text, { flag: 'wx' }));
  print(nextSteps(folder, schema !== null));
}

/** All files are looked at before the first is written. */
async function refuseExisting(path: string, dir: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found !== null) throw refusal(dir, `there is a ${basename(path)} already`);
}

async function attempt(dir: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = code === 'ENOTDIR' ? 'it is not a folder' : `it cannot be written (${code})`;
    throw refusal(dir, message);
  }
}

function refusal(dir: string, message: string): ConfigError {
  return usageError('[dir]', `${visible(dir)}: ${message}`, 'name another folder');
}

/** The config's schema in the kneepoint that the folder's project has installed, relative to the folder. */
function schemaNear(folder: string): string | null {
  try {
    const manifest = createRequire(join(folder, 'any.js')).resolve('kneepoint/package.json');
    const path = relative(folder, join(dirname(manifest), 'docs', 'config.schema.json'));
    return `./${path.split(sep).join('/')}`;
  } catch {
    return null;
  }
}

function nextSteps(folder: string, isInstalled: boolean): string {
  const here = relative(process.cwd(), folder) || '.';
  const at = (name: string) => shellWord(join(here, name));
  const call = ownCall();
  const types = isInstalled
    ? ''
    : `
The task runs as it is. For types in your editor, install kneepoint beside it:
  npm install --save-dev ${shellWord(packageFolder())}
`;
  return `Written: ${visible(join(here, CONFIG_FILE))}, ${visible(join(here, TASK_FILE))}

Check the task:
  ${call} check --config ${at(CONFIG_FILE)}
Take a first look, in seconds:
  ${call} run --config ${at(CONFIG_FILE)} --quick
Measure; then put your own code into ${visible(TASK_FILE)}:
  ${call} run --config ${at(CONFIG_FILE)}
${types}`;
}

function packageFolder(): string {
  const folder = fileURLToPath(new URL('../../../', import.meta.url));
  return folder.includes(`${sep}node_modules${sep}`) ? 'kneepoint' : relative(process.cwd(), folder) || '.';
}
