import type { StreamConfig } from '../config-stream.js';
import { listNoises, listRooms, type Background } from '../corpora/backgrounds.js';
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
 * Opens all corpora of a run, prints how their words were read, and lists what is mixed in.
 * @throws EmotionError `invalid-argument` when one is missing.
 */
export async function openTrainingSounds({
  corpora: [first = '', ...others],
  data,
}: Pick<StreamConfig, 'corpora' | 'data'>): Promise<TrainingSounds> {
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
