/**
 * Runs tasks one after the other, in the order in which they came, whether or not those before them failed. Where the
 * browser has Web Locks, that holds among all workers of the origin: an old release and the new one, or two applications.
 */
export class Sequence {
  readonly #name: string;
  #last: Promise<unknown> = Promise.resolve();

  /** Sequences of the same name are one. */
  constructor(name: string) {
    this.#name = `profile-picture-cache ${name}`;
  }

  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const { locks } = navigator as { locks?: LockManager };
    if (locks !== undefined) return locks.request(this.#name, task) as Promise<Result>;
    const done = this.#last.then(task, task);
    this.#last = done.catch(() => {});
    return done;
  }
}
