import { EmotionError } from '../../core/errors.js';
import { speakerKey, speakersOf, type Clip, type Corpus } from './corpus.js';

/** Clips to train on and clips that training never sees. No speaker is in both. */
export interface Split {
  readonly train: readonly Clip[];
  readonly test: readonly Clip[];
}

/**
 * The corpus without `heldOut` speakers, and their clips.
 * @throws EmotionError `invalid-argument` for a speaker that the corpus does not have, or when nobody is left to train on.
 */
export function splitBySpeaker(corpus: Corpus, heldOut: readonly string[]): Split {
  const speakers = speakersOf(corpus.clips);
  const unknown = heldOut.find((speaker) => !speakers.includes(speaker));
  if (unknown !== undefined)
    throw new EmotionError(
      'invalid-argument',
      `${corpus.name} has no speaker "${unknown}", only ${speakers.join(', ')}`,
    );
  const split = {
    train: corpus.clips.filter(({ speaker }) => !heldOut.includes(speaker)),
    test: corpus.clips.filter(({ speaker }) => heldOut.includes(speaker)),
  };
  if (split.train.length === 0)
    throw new EmotionError(
      'invalid-argument',
      `holding out ${heldOut.join(', ')} leaves no speaker of ${corpus.name} to train on`,
    );
  return checkNoLeak(split);
}

/** @throws EmotionError `invalid-argument` when a speaker is on both sides. */
export function checkNoLeak(split: Split): Split {
  const trained = new Set(split.train.map(speakerKey));
  const leak = split.test.find((clip) => trained.has(speakerKey(clip)));
  if (leak !== undefined)
    throw new EmotionError('invalid-argument', `speaker ${speakerKey(leak)} is in training and test`);
  return split;
}
