import { seededRandom, shuffle } from '../../core/random.js';
import type { Clip } from '../corpora/corpus.js';

/**
 * Takes `share` of the clips out at random, as evenly over the classes as whole clips allow.
 * @returns both parts in the order of `clips`; `taken` has exactly round(share x clips) of them.
 */
export function takeStratified(
  clips: readonly Clip[],
  { share, seed }: { readonly share: number; readonly seed: number },
): { readonly taken: readonly Clip[]; readonly left: readonly Clip[] } {
  const emotions = [...new Set(clips.map(({ emotion }) => emotion))].sort();
  const random = seededRandom(seed);
  const groups = emotions.map((emotion) =>
    shuffle(
      random,
      clips.filter((clip) => clip.emotion === emotion),
    ),
  );
  const counts = apportion(
    groups.map(({ length }) => share * length),
    Math.round(share * clips.length),
  );
  const taken = new Set(groups.flatMap((group, k) => group.slice(0, counts[k])));
  return {
    taken: clips.filter((clip) => taken.has(clip)),
    left: clips.filter((clip) => !taken.has(clip)),
  };
}

/** Whole numbers that add up to `total`, near `quotas` (Hamilton's method: the largest remainders round up). */
function apportion(quotas: readonly number[], total: number): number[] {
  const counts = quotas.map(Math.floor);
  const order = quotas
    .map((quota, k) => ({ k, remainder: quota - Math.floor(quota) }))
    .sort((a, b) => b.remainder - a.remainder || a.k - b.k);
  const missing = total - counts.reduce((sum, count) => sum + count, 0);
  for (const { k } of order.slice(0, missing)) counts[k] = (counts[k] ?? 0) + 1;
  return counts;
}
