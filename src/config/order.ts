import type { UnitOrder } from '../model/load.js';
import type { Executors, Inquiry } from './inquiry.js';

const ALL: readonly UnitOrder[] = ['none', 'key', 'completion'];

/** The orders to measure, each once, "none" first; complains of keys under which no order can be kept. */
export function chooseOrders(inquiry: Inquiry, executors: Executors): readonly UnitOrder[] {
  const given = [inquiry.config.order ?? []].flat();
  const orders = ALL.filter((order) => given.includes(order));
  if (orders.length < given.length) inquiry.notes.push('order names one more than once; it is measured once.');
  if (orders.some((order) => order !== 'none')) checkHandOut(inquiry, executors);
  if (orders.length > 1 && (inquiry.config.budget ?? null) !== null)
    inquiry.complain('budget', [], 'null where orders are compared', 'an adaptive study chooses worker counts alone');
  return orders;
}

/** Order is kept by whoever hands units out, one by one. */
function checkHandOut(inquiry: Inquiry, executors: Executors): void {
  const { dispatch, chunk = 1, load } = inquiry.config;
  for (const [name, { handsOut }] of Object.entries(executors)) {
    if (handsOut) continue;
    const hint = 'order is kept by a pool\'s dispatcher: measure "threads" or "processes"';
    inquiry.complain('order', [], `"none" with the executor "${name}"`, hint);
  }
  if (dispatch === 'self')
    inquiry.complain('dispatch', [], '"pool" to keep an order', 'workers that take units themselves know no other');
  if (chunk > 1) inquiry.complain('chunk', [], '1 to keep an order', 'order is kept between messages of one unit');
  if (load !== undefined && load.kind !== 'count') {
    const hint = 'leave "load" out, and say how many units with "task_count"';
    inquiry.complain('order', [], `"none" under a load of the kind "${load.kind}"`, hint);
  }
}
