/**
 * The ten example configs of the Python Parallel Task Performance Tester, by their keys and arguments
 * (github.com/daeteria/python-parallel-perf-tester). Every file has the same keys.
 */
interface Counts {
  readonly task_args: readonly unknown[];
  readonly task_count: number;
  readonly iterations?: number;
}

const COUNTS: { readonly [task: string]: Counts } = {
  img: { task_args: [['img.jpg']], task_count: 500 },
  io: { task_args: [50], task_count: 20 },
  matrix: { task_args: [1000], task_count: 500 },
  multi: { task_args: [200_000], task_count: 500 },
  password: { task_args: [100, 1000, [20, 20], 0.8], task_count: 10_000 },
  random: { task_args: [], task_count: 200, iterations: 20 },
  sort: { task_args: [1_000_000], task_count: 100 },
  sum: { task_args: [1_000_000], task_count: 100 },
  tensor: { task_args: [256, 50], task_count: 100 },
  zip: { task_args: [50], task_count: 20 },
};

/** The tasks that have a config. */
export const PYTHON_TASKS: readonly string[] = Object.keys(COUNTS);

/** The picture that the config of `img` names, and its size in pixels. */
export const PYTHON_PICTURE = { file: 'img.jpg', width: 1024, height: 660 };

/** A task's config; throws for a task without one. */
export function pythonConfig(task: string): { readonly task_count: number; readonly [key: string]: unknown } {
  const counts = COUNTS[task];
  if (counts === undefined) throw new RangeError(`no config of the Python tester for ${task}`);
  return {
    iterations: 10,
    task,
    ...counts,
    workers: [0, 1, 2, 4, 6, 8, 10, 12, 16],
    wait_time_after_runner: 2.0,
    wait_time_after_iteration: 2.0,
    gc_after_iteration: true,
    multiprocessing_start_method: null,
  };
}
