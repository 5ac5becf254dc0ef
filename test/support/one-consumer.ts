/**
 * One consumer as a process of its own, to be killed: it writes down when it starts a message and when it is done with
 * it, before it acknowledges. Arguments: the source (a port of the log, or a URL of Redis), its name, the partitions, how
 * many messages it works on at a time, and the file.
 */
import { openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLog } from '../../studies/consumer/group/log.js';
import { Member } from '../../studies/consumer/group/member.js';
import { openRedis } from '../../studies/consumer/group/redis.js';

const [where = '', name = '', partitions, inFlight, file = ''] = process.argv.slice(2);
const request = { topic: 'killed', token: 'test', partitions: Number(partitions), messages: null, leaseSeconds: 1 };
const source = await (where.startsWith('redis:')
  ? openRedis(where, name, request)
  : openLog({ host: '127.0.0.1', port: Number(where) }, request));
const member = new Member(source, { inFlight: Number(inFlight), beatSeconds: 0.2 });
const out = openSync(file, 'a');

async function stream(): Promise<void> {
  for (;;) {
    const message = await member.take();
    const { number, key, sequence, isRedelivered } = message;
    const write = (what: string) =>
      writeSync(out, `${process.hrtime.bigint()} ${what} ${number} ${key} ${sequence} ${Number(isRedelivered)}\n`);
    write('start');
    await sleep(1);
    write('done');
    await member.done(message);
  }
}

try {
  await Promise.all(Array.from({ length: Number(inFlight) }, stream));
} catch (error) {
  const { message } = error as Error;
  process.exitCode = message.startsWith('no message is left') ? 0 : 1;
  if (process.exitCode === 1) process.stderr.write(`${message}\n`);
}
await member.close();
