/** The fields of a stat file of /proc from the third on: the second, a name, may hold blanks and brackets. */
export function statFields(stat: string): readonly string[] {
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
}
