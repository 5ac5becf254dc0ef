/** A helper thread: sleeps until a product begins, computes its rows, and says so. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { addRows, LEFT, type Rows, TURN } from './rows.js';

const counters = workerData as Int32Array;

parentPort?.postMessage('ready');
for (let turn = 0; parentPort !== null; turn++) {
  Atomics.wait(counters, TURN, turn);
  const rows: Rows | undefined = receiveMessageOnPort(parentPort)?.message;
  if (rows !== undefined) addRows(rows);
  Atomics.sub(counters, LEFT, 1);
  Atomics.notify(counters, LEFT);
}
