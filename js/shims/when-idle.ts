/** Longest wait for a pause; then the task runs anyway. */
const AT_LATEST_MS = 5000;

/** Runs the task when the page has nothing better to do; the result calls it off. Safari has no requestIdleCallback. */
export function whenIdle(task: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const idle = requestIdleCallback(() => task(), { timeout: AT_LATEST_MS });
    return () => cancelIdleCallback(idle);
  }
  const timer = setTimeout(task, 1000);
  return () => clearTimeout(timer);
}
