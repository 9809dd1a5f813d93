/**
 * The outcome of a call that may throw, may reject, and may answer at once or several times: one promise, settled later. A shim called in this
 * way can neither throw into the core nor call it back while it is running.
 */
export function attempt<Outcome>(call: () => PromiseLike<Outcome>): Promise<Outcome> {
  return new Promise((resolve) => resolve(call()));
}
