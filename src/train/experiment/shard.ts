import { EmotionError } from '../../core/errors.js';

/** The part of independent jobs that one process runs. */
export interface Shard {
  /** 1 for the first. */
  readonly index: number;
  readonly count: number;
}

/**
 * "2/4": the second of four parts.
 * @throws EmotionError `invalid-argument` for anything else.
 */
export function parseShard(text: string): Shard {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index < 1 || index > count)
    throw new EmotionError('invalid-argument', `--shard is "${text}", not I/N with I from 1 to N`);
  return { index, count };
}

/** Every `count`-th item from the shard's own on; all of them without a shard. */
export function shardOf<T>(items: readonly T[], shard: Shard | null): T[] {
  return items.filter((_, k) => shard === null || k % shard.count === shard.index - 1);
}
