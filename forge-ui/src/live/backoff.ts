const FIRST_WINDOW_MS = 500;
const LAST_WINDOW_MS = 15_000;

/**
 * Wait before the next attempt in milliseconds: jitter over a window that doubles with each failure, so that many
 * clients do not come back at the same moment. `random` is in 0–1.
 */
export function retryDelayMs(failures: number, random: number): number {
  const window_ms = Math.min(LAST_WINDOW_MS, FIRST_WINDOW_MS * 2 ** Math.min(failures, 10));
  return Math.round(window_ms * (0.25 + 0.75 * random));
}
