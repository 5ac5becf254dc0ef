/** Free ports on the loopback interface, for services. */
import { createServer, type Server } from 'node:net';
import { UserError } from '../../user-error.js';
import { systemText } from './system-file.js';

/** Below it are ports that well-known servers have. */
const LOWEST = 10_240;
/** Where the system takes ports for outgoing connections from, if it does not say: Linux's default. */
const USUAL_OWN = 32_768;
/** Ports from one process's first to the next one's. */
const STRIDE = 32;

/** How many this process has looked at. */
let looked = 0;

/**
 * As many ports as asked for that nobody listens on, none of which it has given before, until it has given all. They lie
 * below those that the system gives to outgoing connections: so nobody's connection takes one before its service does. Each
 * process begins at a place of its own, so that two at a time do not give the same.
 * @throws UserError where there are not as many
 */
export async function freePorts(count: number, host: string): Promise<readonly number[]> {
  const end = ownRangeStart();
  const span = end - LOWEST;
  const found: number[] = [];
  for (let tries = 0; found.length < count && tries < span; tries++) {
    const port = LOWEST + ((process.pid * STRIDE + looked++) % span);
    if (await isFree(port, host)) found.push(port);
  }
  if (found.length < count) throw new UserError(`service: no ${count} ports from ${LOWEST} to ${end - 1} are free`);
  return found;
}

/** The first port that the system itself takes; where it takes all, theirs are the risk that remains. */
function ownRangeStart(): number {
  const first = Number.parseInt(systemText('/proc/sys/net/ipv4/ip_local_port_range'), 10);
  return first > LOWEST + 1000 ? first : first > 0 ? 65_536 : USUAL_OWN;
}

function isFree(port: number, host: string): Promise<boolean> {
  const server: Server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
