/** A hidden page paints no frames. */
const AT_LATEST_MS = 500;

/** Runs the task once, after the page has painted what it is about to show. */
export function afterFrame(task: () => void): void {
  let isDone = false;
  const once = (): void => {
    if (!isDone) task();
    isDone = true;
  };
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, AT_LATEST_MS);
}
