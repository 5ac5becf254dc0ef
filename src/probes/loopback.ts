import { join } from 'node:path';
import { difference, reading } from '../run/system/reading.js';
import { systemText } from '../run/system/system-file.js';
import type { Probe } from '../seams/probe.js';

/** What services of this machine and those that call them sent each other. */
const loopback: Probe = {
  name: 'loopback',
  summary: 'Bytes over the loopback interface',
  figures: { bytes: 'Bytes over the loopback interface, with their headers, everybody’s' },
  start({ root }) {
    const from = bytesReceived(root);
    return {
      stop: () =>
        reading({ bytes: difference(from, bytesReceived(root)) }, 'there is no /proc/net/dev that shows the interface'),
    };
  },
};
export default loopback;

/** Since the system started; null where /proc does not tell. What is sent over it is received over it. */
function bytesReceived(root: string): number | null {
  const received = /^\s*lo:\s*(\d+)/m.exec(systemText(join(root, 'proc', 'net', 'dev')))?.[1];
  return received === undefined ? null : Number(received);
}
