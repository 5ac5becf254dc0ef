/** How often whoever drives units says how far it is. */
export const PROGRESS_MS = 200;
