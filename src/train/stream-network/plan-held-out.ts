import { EmotionError } from '../../core/errors.js';
import type { HeldOutSplit, StreamConfig } from './config-stream.js';
import type { Background } from '../corpora/backgrounds.js';
import type { Clip, Corpus } from '../corpora/corpus.js';
import type { FoldPlan } from '../protocols/fold.js';
import { splitBySpeaker, type Split } from '../corpora/split.js';
import { openTrainingSounds } from './training-sounds.js';

/** Who is trained on and who is tested, twice: for the shipped network, and for the one that its decision is fitted with. */
export interface HeldOutPlan {
  readonly corpus: Corpus;
  readonly heldOut: readonly string[];
  readonly inner: readonly string[];
  /** All speakers but the held-out ones, against them. */
  readonly outerSplit: Split;
  /** The training speakers but the inner ones, against these. */
  readonly innerSplit: Split;
  readonly noises: readonly Background[];
  readonly rooms: readonly Background[];
}

/**
 * Opens the corpus and splits it by speaker.
 * @throws EmotionError `invalid-argument` when the corpus is missing or the speakers do not fit.
 */
export async function planHeldOut(config: StreamConfig, split: HeldOutSplit): Promise<HeldOutPlan> {
  const { corpora, noises, rooms } = await openTrainingSounds(config);
  const [corpus] = corpora;
  const heldOut = split.heldOut ?? firstOfEachSex(corpus.clips);
  const outerSplit = splitBySpeaker(corpus, heldOut);
  const inner = split.inner ?? firstOfEachSex(outerSplit.train);
  const innerSplit = splitBySpeaker({ ...corpus, clips: outerSplit.train }, inner);
  return { corpus, heldOut, inner, outerSplit, innerSplit, noises, rooms };
}

/** The plan as a split file tells it. Nobody validates: the number of steps is fixed. */
export function foldsOf({ corpus, innerSplit, outerSplit }: HeldOutPlan): FoldPlan {
  const fold = (name: string, { train, test }: Split) => ({ name, seed: null, train, validation: [], test });
  return {
    ...{ protocol: 'held-out', speakerDependent: false, validatesOnTest: false, labels: corpus.labels },
    folds: [fold('inner', innerSplit), fold('final', outerSplit)],
  };
}

function firstOfEachSex(clips: readonly Clip[]): string[] {
  const first = (sex: Clip['sex']): string => {
    const speakers = clips.filter((clip) => clip.sex === sex).map(({ speaker }) => speaker);
    const least = speakers.sort()[0];
    if (least === undefined)
      throw new EmotionError('invalid-argument', `there is no ${sex} speaker left to hold out`);
    return least;
  };
  return [first('male'), first('female')];
}
