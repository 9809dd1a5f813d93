/** Longest wait for a pause; then the task runs anyway. */
const AT_LATEST_MS = 5000;

/** Runs the task when the page has nothing better to do. Safari has no requestIdleCallback. */
export function whenIdle(task: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(() => task(), { timeout: AT_LATEST_MS });
  else setTimeout(task, 1000);
}
