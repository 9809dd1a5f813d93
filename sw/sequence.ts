/** Runs tasks one after the other, in the order in which they came, whether or not those before them failed. */
export class Sequence {
  #last: Promise<unknown> = Promise.resolve();

  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(task, task);
    this.#last = done.catch(() => {});
    return done;
  }
}
