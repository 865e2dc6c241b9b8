import { EmotionError } from '../../core/errors.js';
import type { StreamConfig } from './config-stream.js';
import { listNoises, listRooms, type Background } from '../corpora/backgrounds.js';
import { describeBad, findBad } from '../corpora/check-clips.js';
import type { Corpus } from '../corpora/corpus.js';
import { describeCorpus, locateCorpus, openCorpora } from '../corpora/open-corpus.js';

/** What a run of the streaming network learns from. */
export interface TrainingSounds {
  /** The first is the one that is judged. */
  readonly corpora: readonly [Corpus, ...Corpus[]];
  readonly noises: readonly Background[];
  readonly rooms: readonly Background[];
}

/**
 * Opens all corpora of a run, prints how their words were read, and lists what is mixed in. On demand every clip is read first, and those
 * that cannot be used are listed and left out; otherwise the first of them ends the run when it is read.
 * @throws EmotionError `invalid-argument` when a corpus is missing, or when nothing is left of a class.
 */
export async function openTrainingSounds({
  corpora: names,
  data,
  skipBad,
}: Pick<StreamConfig, 'corpora' | 'data' | 'skipBad'>): Promise<TrainingSounds> {
  const opened = await openCorpora(names, data);
  const corpora: Corpus[] = [];
  for (const corpus of opened) {
    console.error(describeCorpus(corpus));
    corpora.push(skipBad ? await withoutBad(corpus) : corpus);
  }
  const { beside } = await locateCorpus(names[0] ?? '', data);
  return {
    corpora: corpora as [Corpus, ...Corpus[]],
    noises: await listNoises(beside),
    rooms: await listRooms(beside),
  };
}

async function withoutBad(corpus: Corpus): Promise<Corpus> {
  const bad = await findBad(corpus.clips);
  if (bad.length === 0) return corpus;
  console.error(
    `${bad.length} of ${corpus.clips.length} clips cannot be used and are left out\n${describeBad(bad)}`,
  );
  const left = new Set(bad.map(({ clip }) => clip));
  const clips = corpus.clips.filter((clip) => !left.has(clip));
  const lost = corpus.clips.find(({ emotion }) => clips.every((clip) => clip.emotion !== emotion));
  if (lost !== undefined)
    throw new EmotionError('invalid-argument', `${corpus.name} has no usable clip of ${lost.emotion}`);
  return { ...corpus, clips };
}
