import { EMOTIONS, type Emotion } from '../../core/emotions.js';
import { speakerKey, speakersOf, type Clip, type Corpus } from '../corpora/corpus.js';
import { splitBySpeaker } from '../corpora/split.js';
import { demandClasses, type FoldPlan } from '../protocols/fold.js';
import { CROSS_LABELS } from '../protocols/protocols.js';
import type { CorpusMaterial, MaterialRequest } from '../streams/material.js';
import type { LosoSplit, StreamConfig } from './config-stream.js';
import { openTrainingSounds, type TrainingSounds } from './training-sounds.js';

/** One speaker of the judged corpus, whom this fold's network never hears. */
export interface Fold {
  readonly speaker: string;
  /** The speaker as streams name it. */
  readonly without: string;
  /** The speaker's clips. */
  readonly test: readonly Clip[];
}

/** What a leave-one-speaker-out run trains: a base without the judged corpus, the folds, and the network that is served. */
export interface LosoPlan extends TrainingSounds {
  /** Everything but the judged corpus; `null` when there is no other. */
  readonly base: MaterialRequest | null;
  /** Everybody. The folds leave their speaker's streams out of it. */
  readonly all: MaterialRequest;
  readonly folds: readonly Fold[];
}

/**
 * Opens the corpora and plans the folds over the first one.
 * @throws EmotionError `invalid-argument` when a corpus is missing, when a fold names a speaker that is not there, or has a class without clips.
 */
export async function planLoso(config: StreamConfig, { folds, judgedShare }: LosoSplit): Promise<LosoPlan> {
  const sounds = await openTrainingSounds(config);
  const [judged, ...others] = sounds.corpora;
  const labels = EMOTIONS.filter((emotion) =>
    sounds.corpora.some((corpus) => corpus.labels.includes(emotion)),
  );
  const request = (corpora: readonly CorpusMaterial[]): MaterialRequest => ({
    ...{ corpora, labels, noises: sounds.noises, rooms: sounds.rooms },
  });
  const chosen = (folds ?? speakersOf(judged.clips)).map((speaker) => foldOf(judged, speaker));
  for (const fold of chosen)
    demandClasses(heardIn(fold, sounds.corpora), labels, `the fold of ${fold.speaker}`);
  const rest = shareByClips(others);
  const share = others.length === 0 ? 1 : judgedShare;
  const scaled = rest.map((corpus) => ({ ...corpus, share: corpus.share * (1 - share) }));
  return {
    ...sounds,
    base: others.length === 0 ? null : request(rest),
    all: request([{ clips: judged.clips, labels: judged.labels, share }, ...scaled]),
    folds: chosen,
  };
}

/** All clips but those of the fold's speaker. */
function heardIn({ without }: Fold, corpora: readonly Corpus[]): Clip[] {
  return corpora.flatMap(({ clips }) => clips).filter((clip) => speakerKey(clip) !== without);
}

function foldOf(judged: Corpus, speaker: string): Fold {
  const { test } = splitBySpeaker(judged, [speaker]);
  return { speaker, without: test.map(speakerKey)[0] ?? speaker, test };
}

/** Shares that sum to 1, as the square roots of the numbers of clips: a large corpus has more to say, but not everything. */
function shareByClips(corpora: readonly Corpus[]): CorpusMaterial[] {
  const total = corpora.reduce((sum, { clips }) => sum + Math.sqrt(clips.length), 0);
  return corpora.map(({ clips, labels }) => ({ clips, labels, share: Math.sqrt(clips.length) / total }));
}

/** The plan as a split file tells it. Nobody validates: the number of steps is fixed. */
export function foldsOf({ corpora, all, folds }: LosoPlan): FoldPlan {
  const [judged, ...others] = corpora;
  const base = {
    ...{ name: 'base', seed: null, validation: [], train: others.flatMap(({ clips }) => clips) },
    test: judged.clips.filter(({ emotion }) => crossLabels(corpora).includes(emotion)),
  };
  return {
    ...{ protocol: 'loso', speakerDependent: false, validatesOnTest: false, labels: all.labels },
    folds: [
      ...(others.length === 0 ? [] : [base]),
      ...folds.map((fold) => ({
        ...{ name: fold.speaker, seed: null, validation: [], test: fold.test },
        train: heardIn(fold, corpora),
      })),
    ],
  };
}

/** The classes that a network without the judged corpus is judged by: those of the protocol `cross` that all corpora have. */
export function crossLabels(corpora: readonly Corpus[]): readonly Emotion[] {
  return CROSS_LABELS.filter((emotion) => corpora.every(({ labels }) => labels.includes(emotion)));
}
