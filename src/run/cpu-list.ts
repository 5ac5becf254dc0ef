/** The CPUs that a Linux list such as "0-3,8" names. */
export function cpuList(list: string): readonly number[] {
  return list.split(',').flatMap((range) => {
    const [first, last] = range.split('-').map(Number);
    const from = first ?? 0;
    return Array.from({ length: (last ?? from) - from + 1 }, (_, i) => from + i);
  });
}
