/** What a command is called, by its words. */
import { expect, test } from 'vitest';
import { load } from './loading.js';

const namesOf = (config: object) =>
  load('command.json', JSON.stringify({ workers: [1, 2], ...config })).study.tasks.map(({ name }) => name);

test.each([
  ['true', 'true'],
  ['/bin/cat -', 'cat'],
  ['env -i LANG=C sort --parallel={workers}', 'sort'],
  ["sh -c 'sort --parallel={workers} | head'", 'sort'],
  ['node build.mjs --fast', 'build'],
  ['env', 'env'],
  ["sh -c 'n={workers}; [ $n = off ] && n=1; make -j$n'", 'sh'],
  ["bash -c '$TOOL {workers}'", 'bash'],
])('%s is called %s', (command, name) => {
  expect(namesOf({ command })).toEqual([name]);
});

test('with a shell it is called after its first program', () => {
  expect(namesOf({ command: 'sort -n | uniq', shell: true })).toEqual(['sort']);
});
