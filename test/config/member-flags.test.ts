/** Load, limits, pinning and profiles said in flags without JSON. */
import { describe, expect, it } from 'vitest';
import { memberFlags } from '../../src/config/docs.js';
import { pickFlags } from '../../src/config/flags.js';
import { CONFIG_KEYS, metaOf } from '../../src/config/schema.js';
import { loadKeys, messageOf } from './loading.js';

/** The study of words as a user types them, `--rate 500 --duration 30s`, over what a file says. */
function typed(words: string, file: object = {}) {
  return loadKeys(file, { flags: flagsOf(words) }).study;
}

/** Flags' texts by what they set, as the command line picks them. */
function flagsOf(words: string): ReturnType<typeof pickFlags> {
  const pairs = [...words.matchAll(/--(\S+) (\S+)/g)].map(([, flag = '', text = '']) => {
    return [flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()), text];
  });
  return pickFlags(Object.fromEntries(pairs));
}

const refusal = (words: string, file: object = {}) => messageOf(() => typed(words, file));

describe('limits', () => {
  it('have a flag each', () => {
    expect(typed('--p50 5 --p99 50 --max-rss 512 --max-errors 0.01').limits).toEqual({
      p50Ms: 5,
      p99Ms: 50,
      rssMb: 512,
      errorRate: 0.01,
    });
  });

  it('take units', () => {
    expect(typed('--p50 2ms --p99 1.1s --max-errors 1%', { limits: {} }).limits).toMatchObject({
      p50Ms: 2,
      p99Ms: 1100,
      errorRate: 0.01,
    });
  });

  it('change what they name, and keep the rest of the file’s', () => {
    const limits = { p99_ms: 50, rss_mb: 100, labels: { weak: { p50_ms: 2 } } };
    expect(typed('--p99 20', { limits }).limits).toEqual({
      p50Ms: null,
      p99Ms: 20,
      rssMb: 100,
      errorRate: null,
      labels: { weak: { p50Ms: 2, p99Ms: null } },
    });
    expect(typed('--p99 none', { limits }).limits.p99Ms).toBeNull();
  });

  it('are refused under the flag’s own name, and the file’s under its place', () => {
    expect(refusal('--p99 -1')).toBe('--p99: expected a number above 0, at most 1000000000 (ms), found -1');
    expect(refusal('--max-errors 5%%')).toBe('--max-errors: expected a number from 0 to 1, or null, found "5%%"');
    expect(refusal('--p99 5', { limits: { rss_mb: 0 } })).toMatch(
      /^keys\.json:1:\d+: limits\.rss_mb: expected a number/,
    );
  });

  it('are not said in two ways at once', () => {
    expect(refusal('--limits {"p99_ms":50} --max-rss 512')).toBe(
      '--max-rss: --limits is given, too; say it in one of the two ways',
    );
  });
});

describe('a load', () => {
  it('is a rate where a rate is given', () => {
    expect(typed('--rate 100,500 --duration 30s --arrivals uniform').load).toMatchObject({
      kind: 'rate',
      perSecond: [100, 500],
      durationSeconds: 30,
      arrivals: 'uniform',
    });
  });

  it('is a window where there is only a time', () => {
    expect(typed('--duration 2m').load).toMatchObject({ kind: 'window', durationSeconds: 120 });
    expect(typed('--window 500ms --duration 1').load).toMatchObject({ windowSeconds: 0.5, warmupSeconds: 0.25 });
  });

  it('is as long as a window needs that is longer than the usual time', () => {
    const thirty = { kind: 'window', warmupSeconds: 1, windowSeconds: 30, durationSeconds: 32 };
    expect(typed('--window 30s').load).toEqual(thirty);
    expect(typed('--window 10s').load).toMatchObject({ durationSeconds: 12 });
    expect(typed('--window 30s --window-warmup 5s').load).toMatchObject({ durationSeconds: 40 });
  });

  it('keeps what the file says of the same kind, and nothing of another', () => {
    const rate = { kind: 'rate', per_second: 100, duration: 30, arrivals: 'uniform' };
    expect(typed('--rate 7', { load: rate }).load).toMatchObject({ perSecond: [7], arrivals: 'uniform' });
    expect(typed('--duration 5', { load: rate }).load).toMatchObject({ kind: 'rate', durationSeconds: 5 });
    expect(typed('--window 5', { load: rate }).load).toMatchObject({ kind: 'window', durationSeconds: 12 });
    expect(typed('--duration 5', { load: { kind: 'count' } }).load).toMatchObject({ kind: 'window' });
  });

  it('lacks nothing without a word on the flag to add', () => {
    expect(refusal('--rate 500')).toBe(
      '--rate: duration: expected a number above 0, at most 2000000 (seconds), found nothing; add --duration <time>',
    );
    expect(refusal('--arrivals poisson --duration 1')).toContain('found nothing; add --rate <list>');
  });

  it('is not of two kinds', () => {
    expect(refusal('--rate 500 --window 10s')).toBe('--rate: does not go with --window; give one of them');
    expect(refusal('--load {"kind":"window"} --rate 5 --duration 1s').split('\n')).toEqual([
      '--duration: --load is given, too; say it in one of the two ways',
      '--rate: --load is given, too; say it in one of the two ways',
    ]);
  });

  it('is refused under the flag’s own name', () => {
    expect(refusal('--rate 0 --duration 1')).toBe(
      '--rate: expected a number above 0, at most 1000000 (units a second), found 0',
    );
    expect(refusal('--rate 1,0 --duration 1')).toContain('--rate: [1]: expected a number above 0');
    expect(refusal('--rate 5 --duration 1 --arrivals often')).toBe(
      '--arrivals: expected "poisson" or "uniform", found "often"',
    );
    expect(refusal('--rate 1000000 --duration 1h')).toBe(
      '--duration: about 3600000000 arrivals are more than 5000000; shorten the duration',
    );
  });
});

describe('pinning and profiles', () => {
  it('take a word', () => {
    expect(typed('--pin compact').cpuAffinity).toMatchObject({ strategy: 'compact', performanceCores: null });
    expect(typed('--pin spread', { cpu_affinity: null }).cpuAffinity).toMatchObject({ strategy: 'spread' });
    expect(typed('--cpu-affinity none', { cpu_affinity: { strategy: 'spread' } }).cpuAffinity).toBeNull();
    expect(refusal('--pin best')).toBe('--pin: expected "performance_first" or "compact" or "spread", found "best"');
    expect(typed('--profile cpu').profile).toEqual({ cpu: true, heap: false });
    expect(typed('--profile cpu,heap').profile).toEqual({ cpu: true, heap: true });
    expect(typed('--profile none', { profile: { cpu: true } }).profile).toEqual({ cpu: false, heap: false });
    expect(typed('--profile {"heap":true}').profile).toEqual({ cpu: false, heap: true });
    expect(refusal('--profile gpu')).toBe('--profile: unknown key "gpu"; did you mean "cpu"?');
  });
});

it('the name of a flag is no key of a config, and its place there is named', () => {
  expect(messageOf(() => loadKeys({ rate: 5 }))).toMatch(/unknown key "rate"; --rate is load\.per_second in a config$/);
  expect(messageOf(() => loadKeys({ max_rss: 5 }))).toContain('--max-rss is limits.rss_mb in a config');
});

it('a time takes seconds or a unit', () => {
  const study = typed('--warmup 500ms --timeout 2m --sample-interval 1 --wait-time-after-runner 1m30s');
  expect(study).toMatchObject({
    warmupSeconds: 0.5,
    timeoutSeconds: 120,
    sampleIntervalSeconds: 1,
    waitAfterRunnerSeconds: 90,
  });
  expect(typed('--timeout none', { timeout: 5 }).timeoutSeconds).toBeNull();
  expect(refusal('--warmup soon')).toBe('--warmup: expected a number from 0 to 2000000 (seconds), found "soon"');
});

describe('an example of the docs', () => {
  const examples = CONFIG_KEYS.flatMap((key) =>
    metaOf(key).examples.flatMap((example) => {
      const flags = memberFlags(key, example);
      return flags === null ? [] : [[flags, key, example] as const];
    }),
  );

  it.each(examples)('%s says the same as %s in a file', (flags, key, example) => {
    expect(typed(flags)).toEqual(loadKeys({ [key]: example }).study);
  });

  it('is there for a load, limits and pinning', () => {
    expect(new Set(examples.map(([, key]) => key))).toEqual(new Set(['limits', 'load', 'cpu_affinity']));
  });
});
