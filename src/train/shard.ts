import { EmotionError } from '../core/errors.js';

/** Part `index` (from 1) of `count` parts of a list of independent jobs. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * "2/5" as a shard.
 * @throws EmotionError `invalid-argument` for anything but I/N with 1 <= I <= N.
 */
export function parseShard(text: string): Shard {
  const [index = NaN, count = NaN] = /^\d+\/\d+$/.test(text) ? text.split('/').map(Number) : [];
  if (!(index >= 1 && index <= count))
    throw new EmotionError('invalid-argument', `--shard is "${text}", not I/N with I from 1 to N`);
  return { index, count };
}

/** The shard's jobs: every `count`-th one, so that long and short jobs mix. `null` takes all. */
export function shardOf<T>(jobs: readonly T[], shard: Shard | null): readonly T[] {
  return shard === null ? jobs : jobs.filter((_, at) => at % shard.count === shard.index - 1);
}
