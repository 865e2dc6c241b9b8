/** A seeded source of uniform numbers in [0, 1): one draw a call. */
export type Random = () => number;

/**
 * mulberry32 (Tommy Ettinger): 32 bits of state, period 2^32. Good enough to shuffle, augment and test; not for secrets.
 * @param seed any whole number; equal seeds give equal sequences on every machine.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed that depends on all of `parts`, for independent sequences by name: (run seed, step), (run seed, clip). */
export function deriveSeed(...parts: readonly number[]): number {
  return (
    parts.reduce((hash, part) => Math.imul(hash ^ (part | 0), 0x9e3779b1) ^ (hash >>> 15), 0x811c9dc5) >>> 0
  );
}

/** A standard normal number (Box and Muller, 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A uniform number in [low, high). */
export function uniform(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** A whole number in [0, count). */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** One of `items`. @throws RangeError when there is none. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[below(random, items.length)];
  if (item === undefined) throw new RangeError('pick: the list is empty');
  return item;
}

/** One of `items`, with chances in proportion to their weights (each above 0). @throws RangeError when there is none. */
export function pickWeighted<T>(random: Random, items: readonly T[], weightOf: (item: T) => number): T {
  let left = random() * items.reduce((sum, item) => sum + weightOf(item), 0);
  const item = items.find((candidate) => (left -= weightOf(candidate)) < 0) ?? items.at(-1);
  if (item === undefined) throw new RangeError('pickWeighted: the list is empty');
  return item;
}

/** A shuffled copy of `items` (Fisher and Yates). */
export function shuffle<T>(random: Random, items: readonly T[]): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = below(random, last + 1);
    const kept = shuffled[last] as T;
    shuffled[last] = shuffled[other] as T;
    shuffled[other] = kept;
  }
  return shuffled;
}
