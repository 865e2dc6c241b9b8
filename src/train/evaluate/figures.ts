import { toCsv } from '../../core/csv.js';
import type { Emotion } from '../../core/emotions.js';
import type { ProtocolFigure } from '../../core/manifest.js';
import { clipKey } from '../corpora/corpus.js';
import type { ClipPrediction } from './evaluate-clips.js';
import {
  bootstrap,
  confusionOf,
  macroF1,
  recalls,
  uar,
  war,
  type Confusion,
  type Judgement,
} from './metrics.js';

/** What the predictions of a protocol's test clips come to. */
export interface ClipFigures {
  readonly protocol: string;
  readonly figures: readonly ProtocolFigure[];
  readonly confusion: Confusion;
  readonly recalls: Readonly<Record<string, number | null>>;
  readonly bySpeaker: readonly {
    readonly speaker: string;
    readonly sex: string;
    readonly clips: number;
    readonly uar: number;
    readonly war: number;
  }[];
}

const MEASURES = [
  ['UAR', uar],
  ['WAR', war],
  ['macro-F1', macroF1],
] as const;

/** UAR, WAR and macro-F1 with their intervals, confusion counts, recalls, and a line a speaker. */
export function clipFigures(
  predictions: readonly ClipPrediction[],
  {
    protocol,
    labels,
    seed,
    seeds = 1,
  }: {
    readonly protocol: string;
    readonly labels: readonly Emotion[];
    /** Of the intervals' draws. */
    readonly seed: number;
    /** How many networks judged each clip; all their judgements count. */
    readonly seeds?: number;
  },
): ClipFigures {
  const judgements = predictions.map(({ clip, guess }) => ({
    ...{ truth: labels.indexOf(clip.emotion), guess: labels.indexOf(guess) },
    ...{ speaker: clip.speaker, clip: clipKey(clip) },
  }));
  const classes = labels.length;
  const confusion = confusionOf(judgements, classes);
  const speakers = [...new Set(predictions.map(({ clip }) => clip.speaker))].sort();
  return {
    protocol,
    figures: MEASURES.map(([metric, measure]) => ({
      ...{
        protocol,
        metric,
        value: measure(confusion),
        interval: bootstrap(judgements, { classes, measure, seed }),
      },
      ...{ classes, clips: predictions.length / seeds, speakers: speakers.length, seeds },
    })),
    confusion,
    recalls: Object.fromEntries(labels.map((label, k) => [label, recalls(confusion)[k] ?? null])),
    bySpeaker: speakers.map((speaker) => describeSpeaker(speaker, { predictions, judgements, classes })),
  };
}

function describeSpeaker(
  speaker: string,
  {
    predictions,
    judgements,
    classes,
  }: {
    readonly predictions: readonly ClipPrediction[];
    readonly judgements: readonly Judgement[];
    readonly classes: number;
  },
): ClipFigures['bySpeaker'][number] {
  const own = judgements.filter((judgement) => judgement.speaker === speaker);
  const confusion = confusionOf(own, classes);
  const sex = predictions.find(({ clip }) => clip.speaker === speaker)?.clip.sex ?? '';
  return { speaker, sex, clips: own.length, uar: uar(confusion), war: war(confusion) };
}

/** One line a clip: who, what, and every probability. */
export function predictionsCsv(predictions: readonly ClipPrediction[], labels: readonly Emotion[]): string {
  const rows = predictions.map(({ clip, guess, probabilities }) => [
    ...[clip.corpus, clip.name, clip.speaker, clip.emotion, guess],
    ...probabilities.map((p) => p.toFixed(4)),
  ]);
  return toCsv([['corpus', 'clip', 'speaker', 'emotion', 'guess', ...labels], ...rows], '\n');
}
