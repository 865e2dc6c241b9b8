import { EmotionError } from '../../core/errors.js';
import type { HeldOutSplit, StreamConfig } from './config-stream.js';
import type { Background } from '../corpora/backgrounds.js';
import { speakersOf, type Clip, type Corpus } from '../corpora/corpus.js';
import { demandClasses, type FoldPlan } from '../protocols/fold.js';
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
 * @throws EmotionError `invalid-argument` when the corpus is missing, when the speakers do not fit, or when they leave a class without clips.
 */
export async function planHeldOut(config: StreamConfig, split: HeldOutSplit): Promise<HeldOutPlan> {
  const { corpora, noises, rooms } = await openTrainingSounds(config);
  const [corpus] = corpora;
  const heldOut = split.heldOut ?? firstOfEachSex(corpus, '--held-out');
  const outerSplit = splitBySpeaker(corpus, heldOut);
  const others = { ...corpus, clips: outerSplit.train };
  const inner = split.inner ?? firstOfEachSex(others, '--inner');
  if (speakersOf(others.clips).every((speaker) => inner.includes(speaker)))
    throw new EmotionError(
      'invalid-argument',
      `${corpus.name} has ${speakersOf(corpus.clips).length} speakers: when ${heldOut.join(' and ')} are tested, and the decision is fitted on ` +
        `${inner.join(' and ')}, nobody is left to train on. Name fewer by --held-out and --inner`,
    );
  const innerSplit = splitBySpeaker(others, inner);
  demandClasses(outerSplit.train, corpus.labels, `${corpus.name} without ${heldOut.join(' and ')}`);
  const without = [...heldOut, ...inner].join(' and ');
  demandClasses(innerSplit.train, corpus.labels, `${corpus.name} without ${without}`);
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

function firstOfEachSex({ name, clips }: Corpus, option: string): string[] {
  const first = (sex: Clip['sex']): string => {
    const speakers = clips.filter((clip) => clip.sex === sex).map(({ speaker }) => speaker);
    const least = speakers.sort()[0];
    if (least === undefined)
      throw new EmotionError(
        'invalid-argument',
        `${name} has no ${sex} speaker${option === '--inner' ? ' left' : ''}: name speakers by ${option}`,
      );
    return least;
  };
  return [first('male'), first('female')];
}
