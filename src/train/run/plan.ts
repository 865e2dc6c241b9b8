import { EmotionError } from '../../core/errors.js';
import type { StreamConfig } from '../config-stream.js';
import { listNoises, listRooms, type Background } from '../corpora/backgrounds.js';
import type { Clip } from '../corpora/corpus.js';
import { locateCorpus, openCorpus, type OpenedCorpus } from '../corpora/open-corpus.js';
import { splitBySpeaker, type Split } from '../corpora/split.js';

/** Who is trained on and who is tested, twice: for the shipped network, and for the one that its decision is fitted with. */
export interface TrainPlan {
  readonly corpus: OpenedCorpus;
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
export async function planTraining(config: StreamConfig): Promise<TrainPlan> {
  const { beside } = await locateCorpus(config.corpus, config.data);
  const corpus = await openCorpus(config.corpus, config.data);
  const heldOut = config.heldOut ?? firstOfEachSex(corpus.clips);
  const outerSplit = splitBySpeaker(corpus, heldOut);
  const inner = config.inner ?? firstOfEachSex(outerSplit.train);
  const innerSplit = splitBySpeaker({ ...corpus, clips: outerSplit.train }, inner);
  return {
    corpus,
    heldOut,
    inner,
    outerSplit,
    innerSplit,
    noises: await listNoises(beside),
    rooms: await listRooms(beside),
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
