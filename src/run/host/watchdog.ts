/** A thread in each host: ends the host's process group, and its temporary files, when the supervisor is gone. */
import { rmSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const POLL_MS = 500;
const { supervisor, scratch } = workerData as { supervisor: number; scratch: string | null };

setInterval(() => {
  if (process.ppid === supervisor) return;
  if (scratch !== null) rmSync(scratch, { recursive: true, force: true });
  process.kill(-process.pid, 'SIGKILL');
}, POLL_MS);
