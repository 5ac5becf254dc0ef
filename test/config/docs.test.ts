import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderConfigDocs, renderJsonSchema } from '../../src/config/docs.js';
import { configFlags, pickFlags } from '../../src/config/flags.js';
import { CONFIG_KEYS, metaOf } from '../../src/config/schema.js';
import { load } from './loading.js';

const committed = (name: string) => readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8');

describe('docs/config.md', () => {
  it('is current; run write-docs after a change of the schema', () => {
    expect(committed('config.md')).toBe(renderConfigDocs());
  });

  it('describes every key, and ends in an example that loads', () => {
    const docs = renderConfigDocs();
    for (const key of CONFIG_KEYS) expect(docs).toContain(`### ${key}\n\n${metaOf(key).description}`);
    const example = /```jsonc\n([\s\S]*?)\n```/.exec(docs)?.[1] ?? '';
    expect(load('example.jsonc', example).notes).toEqual([]);
  });
});

describe('docs/config.schema.json', () => {
  it('is current; run write-docs after a change of the schema', () => {
    expect(committed('config.schema.json')).toBe(renderJsonSchema());
  });

  it('is draft 2020-12 with descriptions and defaults, and nothing that only we understand', () => {
    const schema = JSON.parse(renderJsonSchema());
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toBeUndefined();
    expect(Object.keys(schema.properties)).toEqual(CONFIG_KEYS);
    for (const key of CONFIG_KEYS) {
      expect(schema.properties[key].description).toBe(metaOf(key).description);
      expect(schema.properties[key]).not.toHaveProperty('flag');
      expect(schema.properties[key]).not.toHaveProperty('seed');
    }
    expect(schema.properties.task_count).toMatchObject({
      type: ['integer', 'null'],
      minimum: 1,
      maximum: 2_147_483_647,
      default: 100,
    });
  });
});

describe('flags', () => {
  it('stand for every key but those that only a file has', () => {
    const withoutFlag = CONFIG_KEYS.filter((key) => !configFlags().some((flag) => flag.key === key));
    expect(withoutFlag).toEqual(['ab', 'command', '$schema', 'multiprocessing_start_method']);
  });

  it('are made from the key', () => {
    expect(configFlags().find(({ key }) => key === 'task_count')).toMatchObject({
      flag: '--task-count',
      negatedFlag: null,
      valueName: '<n>',
      attribute: 'taskCount',
    });
    expect(configFlags().find(({ key }) => key === 'gc_after_iteration')).toMatchObject({
      flag: '--gc-after-iteration',
      negatedFlag: '--no-gc-after-iteration',
      valueName: null,
    });
  });

  it('come back from commander’s attributes by key', () => {
    const options = { taskCount: '5', gcAfterIteration: false, quiet: true, workers: undefined };
    expect(pickFlags(options)).toEqual({ task_count: '5', gc_after_iteration: false });
  });
});
