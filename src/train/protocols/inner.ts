import { EmotionError } from '../../core/errors.js';
import { deriveSeed } from '../../core/random.js';
import { speakerKey, type Clip } from '../corpora/corpus.js';
import type { Fold, ProtocolTraits } from './fold.js';
import { takeStratified } from './stratified.js';

/** Share of the training clips that choose, where speakers do not count. */
const INNER_SHARE = 0.2;

/**
 * The fold without its test clips: what may choose an epoch or settings. Where the fold validates on its test clips, inner speakers (or, in
 * a speaker-dependent protocol, inner clips) of the training part take that place; elsewhere its own validation clips keep it.
 * @throws EmotionError `invalid-argument` when that leaves nobody to train on.
 */
export function withoutTest(
  fold: Fold,
  { speakerDependent, validatesOnTest }: ProtocolTraits,
): Pick<Fold, 'train' | 'validation'> {
  if (!validatesOnTest) return fold;
  if (speakerDependent) {
    const { taken, left } = takeStratified(fold.train, {
      share: INNER_SHARE,
      seed: deriveSeed(fold.seed ?? 0, 1),
    });
    return { train: left, validation: taken };
  }
  const inner = innerSpeakers(fold.train, lastSpeaker(fold.test));
  const parts = holdOut(fold.train, inner);
  if (parts.train.length === 0)
    throw new EmotionError(
      'invalid-argument',
      `fold ${fold.name} has nobody left to train on when its training speakers ${inner.join(' and ')} choose`,
    );
  return parts;
}

/** `clips` without those of `speakers` (keys), and theirs. */
export function holdOut(
  clips: readonly Clip[],
  speakers: readonly string[],
): Pick<Fold, 'train' | 'validation'> {
  const held = new Set(speakers);
  return {
    train: clips.filter((clip) => !held.has(speakerKey(clip))),
    validation: clips.filter((clip) => held.has(speakerKey(clip))),
  };
}

/**
 * One speaker of each sex of each corpus: the next one after the speaker `after` in the order of names, round to the first. Fixed
 * beforehand, and over all folds everybody's turn.
 */
export function innerSpeakers(clips: readonly Clip[], after = ''): string[] {
  const groups = new Map<string, Set<string>>();
  for (const clip of clips) {
    const group = `${clip.corpus}/${clip.sex}`;
    groups.set(group, (groups.get(group) ?? new Set()).add(speakerKey(clip)));
  }
  return [...groups.values()].flatMap((group) => {
    const speakers = [...group].sort();
    const next = speakers.find((speaker) => speaker > after) ?? speakers[0];
    return next === undefined ? [] : [next];
  });
}

/** The greatest speaker key of `clips`. */
export function lastSpeaker(clips: readonly Clip[]): string {
  return clips.map(speakerKey).reduce((last, speaker) => (speaker > last ? speaker : last), '');
}
