/** Durations as people write them: `90s`, `5m`, `1h30m`, `500ms`. */

/** Hours, minutes, seconds and milliseconds in this order, each once at most; a part may have decimals. */
export const DURATION_PATTERN =
  /^(?=\d)(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;

/** The seconds of a duration text; null when it is not one. */
export function parseDuration(text: string): number | null {
  const match = DURATION_PATTERN.exec(text);
  if (match === null) return null;
  const [hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000;
}
