/** Where profiles are kept, whatever their names and whatever a task left in their place. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Study } from '../../src/model/study.js';
import { collectProfiles } from '../../src/run/supervisor/collect-profiles.js';
import { ProfileStore } from '../../src/store/profiles.js';
import { pathsOf } from '../../src/store/results.js';
import { cellOf, realTask } from '../analysis/planted.js';
import { study } from '../reporters/sample-report.js';
import { ownFolder } from '../support/cli.js';

const folder = ownFolder();

test('a name cannot lead out of the folder, nor take the place of another', async () => {
  const run = join(folder, 'run');
  mkdirSync(run);
  const { save } = new ProfileStore(pathsOf(run));
  const names = ['../../evil', '..', 'a/b\0c', 'a b', 'a-b', 'x'.repeat(5000)];
  const files: string[] = [];
  for (const [i, name] of names.entries()) files.push(await save(name, 'cpuprofile', String(i)));
  expect(files.slice(0, 5)).toEqual([
    'profiles/evil.cpuprofile',
    'profiles/task.cpuprofile',
    'profiles/a-b-c.cpuprofile',
    'profiles/a-b.cpuprofile',
    'profiles/a-b_2.cpuprofile',
  ]);
  expect(files.map((file) => readFileSync(join(run, file), 'utf8'))).toEqual(names.map((_, i) => String(i)));
  expect(readdirSync(folder)).toEqual(['run']);
  expect(readdirSync(run)).toEqual(['profiles']);
});

test('what lies in the place of a profile is not followed, and not taken for one', () => {
  const cell = cellOf(realTask('t'), 'threads', 1, 10);
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch);
  writeFileSync(join(folder, 'secret.json'), '{}');
  symlinkSync(join(folder, 'secret.json'), join(scratch, '0.cpuprofile'));
  const collect = (profile: Study['profile']) => () => collectProfiles(cell, { ...study, profile }, scratch);
  expect(collect({ cpu: true, heap: false })).toThrow('is no profile');
  writeFileSync(join(scratch, '0.heapprofile'), '{"head": 5}');
  expect(collect({ cpu: false, heap: true })).toThrow(TypeError);
});
