import type { PictureKey } from '../js/shared/keys.js';

/** A fetch under way: what it brings, and the end of all that it entails (storing it). */
export interface Started<Result> {
  result: Promise<Result>;
  ended: Promise<unknown>;
}

interface Flight<Result> extends Started<Result> {
  key: PictureKey;
  /** False after an invalidation: the result may be shown to those who wait, but must not be stored. */
  isCurrent: boolean;
}

/** The fetches under way, so that identical requests share one. */
export class Flights<Result> {
  readonly #flights = new Map<string, Flight<Result>>();

  /** The fetch of this name under way, otherwise a new one. */
  join(
    name: string,
    key: PictureKey,
    start: (isCurrent: () => boolean) => Started<Result>,
  ): Started<Result> & { joined: boolean } {
    const underWay = this.#flights.get(name);
    if (underWay !== undefined) return { ...underWay, joined: true };
    const started = start(() => flight.isCurrent);
    const flight: Flight<Result> = { ...started, key, isCurrent: true };
    this.#flights.set(name, flight);
    const land = (): void => {
      if (this.#flights.get(name) === flight) this.#flights.delete(name);
    };
    started.ended.then(land, land);
    return { ...started, joined: false };
  }

  /** Later requests do not join these, and they are not stored. */
  forget(matches: (key: PictureKey) => boolean): void {
    for (const [name, flight] of this.#flights) {
      if (!matches(flight.key)) continue;
      flight.isCurrent = false;
      this.#flights.delete(name);
    }
  }
}
