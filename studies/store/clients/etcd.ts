import { fileURLToPath } from 'node:url';
import { type ChannelCredentials, credentials, loadPackageDefinition, type ServiceError, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { errorOf, portOf, type Store, type StoreClient } from './client.js';

const NODES = ['etcd1', 'etcd2', 'etcd3'] as const;
/** An operation that takes longer has failed. */
const ANSWER_MS = 10_000;

interface Answer {
  readonly kvs?: readonly { readonly value: Buffer }[];
}

type Call = (
  request: object,
  options: { readonly deadline: number },
  answered: (error: ServiceError | null, answer: Answer) => void,
) => void;

/** What kv.proto defines. */
interface Definition {
  readonly etcdserverpb: {
    readonly KV: new (address: string, secrets: ChannelCredentials) => { Range: Call; Put: Call; close(): void };
  };
}

/** Three real nodes. A worker talks to one of them, which passes on what only the leader may decide. */
export const etcd: Store = {
  // Every put goes through the log of all nodes.
  labels: { weakGet: 'weak get', strongGet: 'strong get', weakPut: null, strongPut: 'strong put' },
  async connect({ services, worker }): Promise<StoreClient> {
    const port = portOf(services, NODES[worker % NODES.length] as string);
    const definition = loadSync(fileURLToPath(new URL('kv.proto', import.meta.url)));
    const { etcdserverpb } = loadPackageDefinition(definition) as unknown as Definition;
    const client = new etcdserverpb.KV(`127.0.0.1:${port}`, credentials.createInsecure());
    const call = (name: 'Range' | 'Put', request: object) =>
      new Promise<Answer>((resolve, reject) => {
        client[name](request, { deadline: Date.now() + ANSWER_MS }, (error, answer) =>
          error === null ? resolve(answer) : reject(errorOf(kindOf(error), error.details)),
        );
      });
    return {
      facts: { store: `etcd ${await versionOf(port)}` },
      get: async (key, isWeak) => {
        const { kvs = [] } = await call('Range', { key: Buffer.from(key, 'latin1'), serializable: isWeak });
        return kvs[0]?.value.toString('latin1') ?? null;
      },
      put: async (key, value) => {
        await call('Put', { key: Buffer.from(key, 'latin1'), value: Buffer.from(value, 'latin1') });
      },
      close: () => client.close(),
    };
  },
};

function kindOf({ code }: ServiceError): string {
  if (code === status.DEADLINE_EXCEEDED) return 'timeout';
  return status[code]?.toLowerCase() ?? 'error';
}

/** As the server says. */
async function versionOf(port: number): Promise<string> {
  const answer = (await (await fetch(`http://127.0.0.1:${port}/version`)).json()) as { readonly etcdserver?: string };
  return answer.etcdserver ?? 'of unknown version';
}
