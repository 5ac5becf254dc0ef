/** Times for people who wait, in whole seconds and minutes. Pure. */

/** `2 min 10 s`, rounded up; above ten minutes whole minutes, above an hour with hours. */
export function roughTime(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 600) return exactTime(whole);
  const minutes = Math.ceil(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `2 min 10 s`, `1 h 2 min 10 s`: whole seconds that have passed. */
export function exactTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min ${whole % 60} s`;
}
