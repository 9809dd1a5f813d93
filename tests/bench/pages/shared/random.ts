/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** `length` numbers out of `choices`, with repetition. */
export function randomOrder(choices: readonly number[], length: number, seed: number): Int32Array {
  const random = randomFrom(seed);
  return Int32Array.from({ length }, () => choices[Math.floor(random() * choices.length)] as number);
}

/** `count` different numbers below `limit`. */
export function randomChoice(limit: number, count: number, seed: number): number[] {
  const random = randomFrom(seed);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, limit)) chosen.add(Math.floor(random() * limit));
  return [...chosen];
}
