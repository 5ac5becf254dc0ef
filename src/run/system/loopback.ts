import { connect, createServer, type Server, type Socket } from 'node:net';
import { now, secondsBetween } from '../../clock.js';
import type { Machine } from '../../model/journal.js';

const HOST = '127.0.0.1';
/** What is written at a time: as much as a busy server's sockets pass on. */
const BLOCK_BYTES = 2 ** 16;
/** Blocks on their way at a time. */
const BLOCKS = 4;
const MEASURED_MS = 200;

/**
 * Bytes a second that one thread both sends and receives over the loopback interface, in blocks of 64 KiB: two threads
 * could do more. Null where no connection can be made.
 */
async function loopbackRate(): Promise<number | null> {
  const server = createServer();
  try {
    const [sender, receiver] = await connected(server);
    const block = Buffer.alloc(BLOCK_BYTES);
    const began = now();
    let received = 0;
    return await new Promise((resolve) => {
      receiver.on('data', (chunk) => {
        received += chunk.length;
        if (now() - began < MEASURED_MS) return;
        sender.destroy();
        receiver.destroy();
        resolve(received / secondsBetween(began, now()));
      });
      const send = () => {
        if (!sender.destroyed) sender.write(block, send);
      };
      for (let i = 0; i < BLOCKS; i++) send();
    });
  } catch {
    return null;
  } finally {
    server.close();
  }
}

/** A machine with what its loopback interface carries. */
export async function withLoopback(machine: Machine): Promise<Machine> {
  const rate = await loopbackRate();
  return rate === null ? machine : { ...machine, loopbackBytesPerSecond: rate };
}

/** Both ends of a connection. */
function connected(server: Server): Promise<readonly [Socket, Socket]> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, () => {
      const { port } = server.address() as { readonly port: number };
      const sender = connect(port, HOST).once('error', reject);
      server.once('connection', (receiver) => resolve([sender, receiver.on('error', reject)]));
    });
  });
}
