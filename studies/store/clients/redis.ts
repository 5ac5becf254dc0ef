import { createClient } from 'redis';
import { errorOf, portOf, type Store } from './client.js';

const REPLICAS = ['replica1', 'replica2'] as const;
/** Replicas that have to have a put before it counts, and what they get for that. */
const [ACKNOWLEDGED_BY, WAIT_MS] = [1, 10_000];

/**
 * A primary with two replicas. That a replica has a put does not make it safe, and a primary that was cut off may answer
 * with what is old: none of this is linearizable, and the labels do not call it strong.
 */
export const redis: Store = {
  labels: {
    weakGet: 'replica get',
    strongGet: 'primary get',
    weakPut: 'put',
    strongPut: 'put acknowledged by one replica',
  },
  async connect({ services, worker, inFlight }) {
    const primary = await open(portOf(services, 'primary'));
    const replica = await open(portOf(services, REPLICAS[worker % REPLICAS.length] as string));
    // WAIT holds up its connection: each put that is in flight needs one for itself.
    const idle = await Promise.all(Array.from({ length: inFlight }, () => open(portOf(services, 'primary'))));
    const all = [primary, replica, ...idle];
    const version = /redis_version:(\S+)/.exec(await primary.info('server'))?.[1] ?? 'of unknown version';
    return {
      facts: { store: `Redis ${version}` },
      get: (key, isWeak) => (isWeak ? replica : primary).get(key),
      put: async (key, value, isWeak) => {
        if (isWeak) return void (await primary.set(key, value));
        const own = idle.pop() as (typeof idle)[number];
        try {
          const [, replicas] = await Promise.all([own.set(key, value), own.wait(ACKNOWLEDGED_BY, WAIT_MS)]);
          if (replicas < ACKNOWLEDGED_BY) throw errorOf('timeout', `no replica had it after ${WAIT_MS} ms`);
        } finally {
          idle.push(own);
        }
      },
      close: async () => {
        for (const client of all) client.destroy();
      },
    };
  },
};

async function open(port: number) {
  // The client's own time limit costs each command a timer.
  const client = createClient({ url: `redis://127.0.0.1:${port}`, commandOptions: { timeout: 0 } });
  client.on('error', () => {});
  await client.connect();
  return client;
}
