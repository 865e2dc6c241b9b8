import { EmotionError } from '../../core/errors.js';
import { LOG_MEL } from '../../core/feature-spec.js';
import type { Samples } from '../../core/units.js';
import { FRAMES_PER_COLUMN } from '../../networks/stream-net.js';
import type { StreamConfig } from './config-stream.js';
import { listNoises, listRooms, type Background } from '../corpora/backgrounds.js';
import { demandUsable, describeBad, findBad, type BadClip } from '../corpora/check-clips.js';
import type { Clip, Corpus } from '../corpora/corpus.js';
import { describeCorpus, locateCorpus, openCorpora } from '../corpora/open-corpus.js';
import { Progress } from '../run/progress.js';

/** What a run of the streaming network learns from. */
export interface TrainingSounds {
  /** The first is the one that is judged. */
  readonly corpora: readonly [Corpus, ...Corpus[]];
  readonly noises: readonly Background[];
  readonly rooms: readonly Background[];
}

/** What the network's first column takes: eight frames, the last of which is centred on this sample. */
const COLUMN: Samples = (FRAMES_PER_COLUMN - 1) * LOG_MEL.hop;

/**
 * Opens all corpora of a run, prints how their words were read, and lists what is mixed in. Every clip is read, since hours later would be
 * a bad time to hear of one that cannot be used; on demand those are listed and left out.
 * @throws EmotionError `invalid-argument` when a corpus is missing, naming clips that cannot be used unless these are to be skipped, or
 *   when nothing is left of a class.
 */
export async function openTrainingSounds({
  corpora: names,
  data,
  skipBad,
}: Pick<StreamConfig, 'corpora' | 'data' | 'skipBad'>): Promise<TrainingSounds> {
  const opened = await openCorpora(names, data);
  for (const corpus of opened) console.error(describeCorpus(corpus));
  const bad = await readAll(opened.flatMap(({ clips }) => clips));
  demandUsable(bad, { count: opened.reduce((sum, { clips }) => sum + clips.length, 0), skipBad });
  if (bad.length > 0) console.error(`left out:\n${describeBad(bad)}`);
  const corpora = opened.map((corpus) => without(corpus, bad));
  const { beside } = await locateCorpus(names[0] ?? '', data);
  return {
    corpora: corpora as [Corpus, ...Corpus[]],
    noises: await listNoises(beside),
    rooms: await listRooms(beside),
  };
}

async function readAll(clips: readonly Clip[]): Promise<readonly BadClip[]> {
  const progress = new Progress('reading', { total: clips.length });
  return findBad(clips, {
    least: COLUMN,
    onClip: (done) => {
      progress.show(done, 'clips');
    },
  });
}

function without(corpus: Corpus, bad: readonly BadClip[]): Corpus {
  const left = new Set(bad.map(({ clip }) => clip));
  const clips = corpus.clips.filter((clip) => !left.has(clip));
  const lost = corpus.clips.find(({ emotion }) => clips.every((clip) => clip.emotion !== emotion));
  if (lost !== undefined)
    throw new EmotionError('invalid-argument', `${corpus.name} has no usable clip of ${lost.emotion}`);
  return { ...corpus, clips };
}
