/** A fixture for tests: a web server, as one would write one. */
import type { Fixture } from '../../src/seams/fixture.js';

/** How it behaves; the program is Node's, with `server` for its script. */
export interface WebOptions {
  /** Its script: by default one that says hello, and says where it listens. */
  readonly script?: string;
}

const HELLO = `
  const { spawn } = require('node:child_process');
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  const server = require('node:http').createServer((_, response) => response.end('hello ' + process.pid + ' ' + child.pid));
  server.listen(0, '127.0.0.1', () => console.log('listens on ' + server.address().port));
  process.on('SIGTERM', () => {});`;

/** Serves on a free port of this machine, with a child of its own, and takes no notice of a request to end. */
export const web: Fixture<WebOptions> = {
  name: 'web',
  summary: 'A web server that says hello',
  async start({ script = HELLO }, { spawn }) {
    const server = spawn(process.execPath, ['-e', script]);
    const [, port = ''] = await server.prints(/listens on (\d+)/);
    return {
      facts: { url: `http://127.0.0.1:${port}/`, port: Number(port) },
      pids: () => (server.pid === undefined ? [] : [server.pid]),
      stop: () => server.stop(),
    };
  },
};
