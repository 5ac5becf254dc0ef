/** A peer that takes its time: a line "7 5" is answered with "7" after 5 ms. What the workload "io" waits for. */
import { createServer } from 'node:net';

const server = createServer((socket) => {
  socket.setNoDelay(true).setEncoding('utf8');
  let rest = '';
  socket.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [id, ms] = line.split(' ');
      setTimeout(() => socket.writable && socket.write(`${id}\n`), Number(ms));
    }
  });
  socket.on('error', () => socket.destroy());
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => process.stdout.write('listening\n'));
