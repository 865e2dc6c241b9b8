import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmotionError } from '../../core/errors.js';
import type { StreamConfig } from '../config-stream.js';
import { listNoises, listRooms, type Background } from '../corpora/backgrounds.js';
import type { Clip, Corpus } from '../corpora/corpus.js';
import { openEmodb } from '../corpora/emodb.js';
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
export async function planTraining(config: StreamConfig): Promise<TrainPlan> {
  const { corpusFolder, backgrounds } = await locate(config);
  const corpus = await openEmodb(corpusFolder);
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
    noises: await listNoises(backgrounds),
    rooms: await listRooms(backgrounds),
  };
}

/** `--data` may be the corpus's own folder or the one that holds it by name; backgrounds lie beside the corpus. */
async function locate({
  data,
  corpus,
}: StreamConfig): Promise<{ corpusFolder: string; backgrounds: string }> {
  const within = join(data, corpus);
  const nested = await access(within).then(
    () => true,
    () => false,
  );
  return nested
    ? { corpusFolder: within, backgrounds: data }
    : { corpusFolder: data, backgrounds: dirname(data) };
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
