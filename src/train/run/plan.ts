import { EmotionError } from '../../core/errors.js';
import type { HeldOutSplit, StreamConfig } from '../config-stream.js';
import { listNoises, listRooms, type Background } from '../corpora/backgrounds.js';
import type { Clip, Corpus } from '../corpora/corpus.js';
import { describeCorpus, locateCorpus, openCorpus } from '../corpora/open-corpus.js';
import { splitBySpeaker, type Split } from '../corpora/split.js';

/** Who is trained on and who is tested, twice: for the shipped network, and for the one that its decision is fitted with. */
export interface TrainPlan {
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
export async function planTraining(config: StreamConfig, split: HeldOutSplit): Promise<TrainPlan> {
  const { corpora, noises, rooms } = await openCorpora(config);
  const [corpus] = corpora;
  const heldOut = split.heldOut ?? firstOfEachSex(corpus.clips);
  const outerSplit = splitBySpeaker(corpus, heldOut);
  const inner = split.inner ?? firstOfEachSex(outerSplit.train);
  const innerSplit = splitBySpeaker({ ...corpus, clips: outerSplit.train }, inner);
  return { corpus, heldOut, inner, outerSplit, innerSplit, noises, rooms };
}

/** What a run learns from. */
export interface TrainingSounds {
  /** The first is the one that is judged. */
  readonly corpora: readonly [Corpus, ...Corpus[]];
  readonly noises: readonly Background[];
  readonly rooms: readonly Background[];
}

/**
 * Opens all corpora of a run, prints how their words were read, and lists what is mixed in.
 * @throws EmotionError `invalid-argument` when one is missing.
 */
export async function openCorpora({
  corpora: [first = '', ...others],
  data,
}: StreamConfig): Promise<TrainingSounds> {
  const open = async (name: string): Promise<Corpus> => {
    const corpus = await openCorpus(name, data);
    console.error(describeCorpus(corpus));
    return corpus;
  };
  const corpora: [Corpus, ...Corpus[]] = [await open(first)];
  for (const name of others) corpora.push(await open(name));
  const { beside } = await locateCorpus(first, data);
  return { corpora, noises: await listNoises(beside), rooms: await listRooms(beside) };
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
