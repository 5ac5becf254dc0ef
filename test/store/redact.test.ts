import { describe, expect, test } from 'vitest';
import type { CommandSubject } from '../../src/model/command.js';
import { withTasks } from '../../src/plan/plan.js';
import { redactCommand, redactRecord, redactText, redactValue } from '../../src/store/redact.js';
import { evenMeasurement } from '../analysis/planted.js';
import { endRecord, failedTrial, studyRecord } from '../support/records.js';
import { withinLimit } from '../support/time-limit.js';

describe('credentials in a text', () => {
  test.each([
    ['postgres://user:hunter2@db.example/app', 'postgres://***@db.example/app'],
    ['https://hunter2@example.com/a?b=c', 'https://***@example.com/a?b=c'],
    ['redis://:hunter2@h:6379 and amqp://u:hunter2@h', 'redis://***@h:6379 and amqp://***@h'],
    ['https://example.com/x?access_token=hunter2&n=1', 'https://example.com/x?access_token=***&n=1'],
    ['PGPASSWORD=hunter2', 'PGPASSWORD=***'],
    ['api-key="hunter2 x" rest', 'api-key=*** rest'],
    ["server --token hunter2 --db-password 'hunter2 x' -v", 'server --token *** --db-password *** -v'],
    ['["x",{"password":"hunter2","size":3}]', '["x",{"password":"***","size":3}]'],
    ['Authorization: Bearer hunter2hunter2', 'Authorization: Bearer ***'],
    ["curl -H 'Authorization: Basic aHVudGVyMg=='", "curl -H 'Authorization: Basic ***'"],
    ['ghp_hunter2hunter2hunter2hunter2', '***'],
    ['AKIAIOSFODNN7EXAMPLE is', '*** is'],
  ])('%s', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  test.each([
    ['--url=-ftp://u:hunter2@h', '--url=-ftp://***@h'],
    ['x.y-db-password=hunter2', 'x.y-db-password=***'],
    [`a-eyJ${'a'.repeat(30)}.${'b'.repeat(30)}.c`, 'a-***'],
  ])('%s', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  // A quadratic rule takes minutes for these.
  test.each(['1.', '0-', 'a.', 'a://', 'eyJa-', 'password', 'password-', '"password":"', 'bearer ', 'sk-'])(
    'megabytes of %j end',
    (token) => {
      const text = token.repeat(1e6 / token.length);
      withinLimit(token, () => redactText(text));
    },
  );

  test.each([
    'SyntaxError: Unexpected token } in JSON at position 3',
    'https://example.com/users/@me?x=1',
    'file:///home/me/@scope/pkg/index.js',
    'password',
    'server --ask-password --token',
    './tasks/password.ts',
    'user@example.com',
    'a=1&b=2',
    'Error: größer als erlaubt → 漢字 🧵',
  ])('none: %s stays', (text) => {
    expect(redactText(text)).toBe(text);
  });
});

describe('a command line', () => {
  test('loses what follows a flag that says that it is secret, and keeps the others', () => {
    expect(
      redactCommand([
        'run',
        'password',
        '--token',
        'hunter2',
        '--api-key=hunter2',
        '--seed',
        '3',
        '--password',
        '--json',
      ]),
    ).toEqual(['run', 'password', '--token', '***', '--api-key=***', '--seed', '3', '--password', '--json']);
  });

  test('of our own stays as it is', () => {
    const command = ['--config', 'sort.json', '--workers', '0,1', '--task-args', '[1000]', '--limits', '{"p99_ms":5}'];
    expect(redactCommand(command)).toEqual(command);
  });
});

describe('arguments', () => {
  test('lose secret members and credentials in texts, at any depth', () => {
    const db = { password: 'hunter2', pin: 1, secretNumber: 4711 };
    const headers = { Authorization: 'Basic aHVudGVyMg==', cookie: 'id=hunter2', accept: '*/*' };
    const args = ['http://a:hunter2@b', { db, headers }, [null, true, 2.5]];
    expect(redactValue(args)).toEqual([
      'http://***@b',
      {
        db: { password: '***', pin: 1, secretNumber: '***' },
        headers: { Authorization: '***', cookie: '***', accept: '*/*' },
      },
      [null, true, 2.5],
    ]);
  });

  test('of a key such as __proto__ change no prototype', () => {
    const value = redactValue(JSON.parse('{"__proto__":{"polluted":1}}'));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('a record', () => {
  test('without credentials stays as it is', () => {
    for (const record of [studyRecord, failedTrial, endRecord]) expect(redactRecord(record)).toEqual(record);
  });

  test('of a command loses them in its words, environment and hooks, and what it left behind', () => {
    const command: CommandSubject = {
      kind: 'command',
      program: { argv: ['./app', '--token', 'hunter2'] },
      cwd: '/app',
      env: { API_TOKEN: 'hunter2', SIZE: '3' },
      hooks: { prepare: { shell: 'PGPASSWORD=hunter2 psql --password hunter2' } },
      input: null,
      output: 'pipe',
      ignoreFailure: [],
      runTimeoutSeconds: null,
      expect: null,
    };
    const task = { name: 'sort', given: './app --token hunter2', args: null, subject: command };
    const start = { given: task.given, program: command.program, cwd: '/app', env: command.env };
    const service = { name: 'api', start, url: null, ready: { kind: 'tcp' as const }, readySeconds: 1 };
    const study = {
      ...studyRecord,
      study: { ...studyRecord.study, tasks: [task], services: [service] },
      plan: withTasks(studyRecord.plan, [task]),
    };
    const runs = { runs: [], cpuSource: null, warmedUp: true, leftBehind: ['daemon --token hunter2'] };
    const setup = { facts: { broker: 'amqp://u:hunter2@h' }, cache: [] };
    const measurement = { ...evenMeasurement(1, 2, 1), command: runs, setup };
    const told = [redactRecord(study), redactRecord({ ...failedTrial, measurement })];
    expect(JSON.stringify(told)).not.toContain('hunter2');
    expect(told[0]).toMatchObject({
      study: {
        tasks: [{ given: './app --token ***', subject: { cwd: '/app', env: { API_TOKEN: '***', SIZE: '3' } } }],
        services: [{ start: { program: { argv: ['./app', '--token', '***'] } } }],
      },
    });
  });

  test('loses them wherever they may stand', () => {
    const args = ['http://a:hunter2@b'];
    const task = { ...studyRecord.study.tasks[0], args } as (typeof studyRecord.study.tasks)[number];
    const plan = withTasks(studyRecord.plan, [task]);
    const study = {
      ...studyRecord,
      study: { ...studyRecord.study, tasks: [task] },
      plan,
      tasks: studyRecord.tasks.map((one) => ({ ...one, args })),
      provenance: { ...studyRecord.provenance, command: ['--token', 'hunter2'] },
    };
    const fault = {
      phase: 'run' as const,
      message: 'no way to http://a:hunter2@b',
      stack: 'at http://a:hunter2@b',
      unit: null,
    };
    const records = [
      study,
      { ...failedTrial, fault, outputTail: 'TOKEN=hunter2' },
      {
        ...failedTrial,
        measurement: evenMeasurement(1, 2, 1, { unitErrors: [{ phase: 'run', message: fault.message, unit: 3 }] }),
      },
      { kind: 'resume', startedAt: '', command: ['x', '--token=hunter2'], changed: [] } as const,
    ];
    for (const record of records) {
      const text = JSON.stringify(redactRecord(record));
      expect(text).not.toContain('hunter2');
      expect(text).toContain('***');
    }
  });
});
