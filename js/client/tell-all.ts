/** Calls every listener that is still in the set. One that throws does not keep the others from being told: its error is reported as uncaught. */
export function tellAll(listeners: ReadonlySet<() => void>): void {
  for (const listener of [...listeners]) {
    if (!listeners.has(listener)) continue;
    try {
      listener();
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
