/**
 * Sends one HTTP request to a service and checks its answer, over connections that are kept open (undici). Each worker
 * opens as many as it has units in flight, before anything is timed, and uses them in turn: so all workers of a server get
 * their share of the requests, even where each connection stays with one of them. A unit ends with the last byte of the answer.
 */
import { inspect } from 'node:util';
import { defineTask } from 'kneepoint';
import { Client, type Dispatcher } from 'undici';

/** How requests are sent, and which answers are right; all members may be left out. */
export interface HttpOptions {
  /** `GET` by default. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The only status that is right; by default every one from 200 to 299. */
  readonly status?: number;
  /** A text that the answer's body has to hold. */
  readonly contains?: string;
  /** Seconds for one answer; 10 by default. */
  readonly timeout?: number;
  /** The service by its name, where there are several. */
  readonly service?: string;
}

/** What came back. */
interface Answer {
  readonly status: number;
  /** The body; read only where something of it is asked for. */
  readonly body: string | null;
}

/** The connections of one worker, the one that has rested longest first. */
interface Connections {
  readonly idle: Client[];
  readonly all: readonly Client[];
}

const KINDS: { readonly [name: string]: (value: unknown) => boolean } = {
  method: (value) => typeof value === 'string' && /^[A-Z]{1,20}$/.test(value),
  headers: (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string'),
  body: (value) => typeof value === 'string',
  status: (value) => Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599,
  contains: (value) => typeof value === 'string' && value !== '',
  timeout: (value) => typeof value === 'number' && value > 0 && value <= 3600,
  service: (value) => typeof value === 'string',
};

export default defineTask<Connections, [string, HttpOptions], Answer>({
  summary: 'Send an HTTP request to a service and check its answer',
  args: ['/', {}],
  argNames: ['path', 'options'],
  random: () => ['/', {}],
  check: (path, options) => {
    if (typeof path !== 'string' || !/^\/[^\s#]*$/.test(path))
      throw new RangeError(`path must begin with a slash and hold no blanks, not ${inspect(path)}`);
    if (typeof options !== 'object' || options === null || Array.isArray(options))
      throw new RangeError(`options must be an object, not ${inspect(options)}`);
    for (const [name, value] of Object.entries(options)) {
      const fits = KINDS[name];
      if (fits === undefined)
        throw new RangeError(`options must hold ${Object.keys(KINDS).join(', ')} alone, not ${inspect(name)}`);
      if (!fits(value)) throw new RangeError(`options: ${name} was ${inspect(value)}, which is not allowed`);
    }
  },
  setup: async ({ services, inFlight }, path, options) => {
    const all = Array.from({ length: inFlight }, () => connection(addressOf(services, options), options));
    const connections = { all, idle: [...all] };
    // Each is there before anything is timed; what is wrong with the answers, the units tell.
    await Promise.all(all.map((client) => send(client, path, options).catch(() => {})));
    return connections;
  },
  run: async ({ state: { idle } }, path, options) => {
    const client = idle.shift() as Client;
    try {
      const answer = await send(client, path, options);
      checkAnswer(answer, options);
      return answer;
    } finally {
      idle.push(client);
    }
  },
  verify: ({ status, body }, _, __, options) => fault({ status, body }, options) === null,
  answer: ({ status }) => status,
  teardown: async ({ all }) => {
    await Promise.all(all.map((client) => client.destroy()));
  },
});

function addressOf(
  services: { readonly [name: string]: { readonly url?: unknown } },
  { service }: HttpOptions,
): string {
  const names = Object.keys(services);
  const name = service ?? (names.length === 1 ? names[0] : undefined);
  const found = name === undefined ? undefined : services[name];
  if (found !== undefined) return String(found.url);
  const cure =
    names.length === 0 ? 'give "service" in the config, or use kneepoint serve' : `there are ${names.join(', ')}`;
  throw new RangeError(`the task http needs a service to send requests to: ${cure}`);
}

/** One connection, which is opened again where the server closed it. */
function connection(url: string, { timeout = 10 }: HttpOptions): Client {
  const limit = timeout * 1000;
  return new Client(url, {
    pipelining: 1,
    connect: { timeout: limit, rejectUnauthorized: false },
    headersTimeout: limit,
    bodyTimeout: limit,
  });
}

/** Sends a request; resolves with the whole answer, rejects where there is none. */
function send(client: Client, path: string, options: HttpOptions): Promise<Answer> {
  const { method = 'GET', headers = {}, body = null, contains } = options;
  return new Promise((resolve, reject) => {
    let status = 0;
    const chunks: Buffer[] | null = contains === undefined ? null : [];
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {},
      onResponseStart(_, statusCode) {
        status = statusCode;
      },
      onResponseData(_, chunk) {
        chunks?.push(chunk);
      },
      onResponseEnd: () => resolve({ status, body: chunks === null ? null : Buffer.concat(chunks).toString() }),
      onResponseError: (_, error) => reject(named(error)),
    };
    client.dispatch({ path, method: method as Dispatcher.HttpMethod, headers, body }, handler);
  });
}

/** An error that begins with what happened, so that errors can be counted by kind. */
function named(error: Error & { readonly code?: string }): Error {
  const { code = error.name } = error;
  // The parser of answers has a code for most of what can be wrong with one.
  const kind = error.name === 'HTTPParserError' ? 'not HTTP' : (KIND_OF[code] ?? code);
  return Object.assign(new Error(error.message), { name: kind });
}

const KIND_OF: { readonly [code: string]: string } = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
};

function checkAnswer(answer: Answer, options: HttpOptions): void {
  const wrong = fault(answer, options);
  if (wrong !== null) throw wrong;
}

/** What is wrong with an answer; null for nothing. */
function fault({ status, body }: Answer, { status: right, contains }: HttpOptions): Error | null {
  const fits = right === undefined ? status >= 200 && status <= 299 : status === right;
  if (!fits) return Object.assign(new Error(`the answer has status ${status}`), { name: `status ${status}` });
  if (contains === undefined || body?.includes(contains) === true) return null;
  return Object.assign(new Error(`the answer does not hold ${JSON.stringify(contains)}`), { name: 'body' });
}
