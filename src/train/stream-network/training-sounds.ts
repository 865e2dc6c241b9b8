import { EmotionError } from '../../core/errors.js';
import type { StreamConfig } from './config-stream.js';
import { listNoises, listRooms, type Background } from '../corpora/backgrounds.js';
import { describeBad, findBad } from '../corpora/check-clips.js';
import type { Corpus } from '../corpora/corpus.js';
import { describeCorpus, locateCorpus, openCorpus } from '../corpora/open-corpus.js';

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
  corpora: [first = '', ...others],
  data,
  skipBad,
}: Pick<StreamConfig, 'corpora' | 'data' | 'skipBad'>): Promise<TrainingSounds> {
  const open = async (name: string): Promise<Corpus> => {
    const corpus = await openCorpus(name, data);
    console.error(describeCorpus(corpus));
    return skipBad ? withoutBad(corpus) : corpus;
  };
  const corpora: [Corpus, ...Corpus[]] = [await open(first)];
  for (const name of others) corpora.push(await open(name));
  const { beside } = await locateCorpus(first, data);
  return { corpora, noises: await listNoises(beside), rooms: await listRooms(beside) };
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
