import type { Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { DecisionSpec } from '../../core/manifest.js';
import type { Normalisation } from '../../features/normaliser.js';
import type { ServedNetwork } from '../../networks/served-network.js';
import { calibrate } from '../../smoothing/calibrate.js';
import { COLUMN_SECONDS } from '../../smoothing/decision.js';
import type { Clip } from '../corpora/corpus.js';
import { loadMono } from '../corpora/voice.js';
import { COUNTED_AS } from '../protocols/protocols.js';
import { weightAfter } from '../streams/column-targets.js';
import { columnScores, levelledInput, type ColumnScore } from './column-scores.js';

/** A clip of nothing but first columns is judged by them. */
const LEAST_WEIGHT = 1e-6;

/** What the network says of one clip. */
export interface ClipPrediction {
  readonly clip: Clip;
  /** One a label: the mean over the clip's spoken columns, each by how long somebody has been heard. */
  readonly probabilities: readonly number[];
  readonly guess: Emotion;
}

/** How clips are judged. */
export interface JudgeOptions {
  /** The classes. */
  readonly labels: readonly Emotion[];
  /** What the network's outputs are called; default: the classes. One that is no class counts as the class in `COUNTED_AS`. */
  readonly outputs?: readonly Emotion[];
  readonly normalisation: Normalisation;
  readonly decision: DecisionSpec;
}

/**
 * Every clip as a recording of its own, from a cold start, as it stands in its file: one prediction a clip.
 * @throws EmotionError `invalid-argument` for a clip that is shorter than one column, and for an output that counts as no class.
 */
export async function evaluateClips(
  network: ServedNetwork,
  clips: readonly Clip[],
  options: JudgeOptions,
): Promise<ClipPrediction[]> {
  const classes = classesOf(options);
  const input = levelledInput(options.normalisation);
  const predictions: ClipPrediction[] = [];
  for (const clip of clips) {
    const scores = await columnScores(network, await loadMono(clip.path), input);
    if (scores.length === 0)
      throw new EmotionError(
        'invalid-argument',
        `${clip.path} is too short for a single column: it cannot be judged`,
      );
    const outputs = meanProbabilities(scores, options.decision);
    const probabilities = options.labels.map((_, k) =>
      outputs.reduce((sum, p, output) => (classes[output] === k ? sum + p : sum), 0),
    );
    const guess = options.labels[probabilities.indexOf(Math.max(...probabilities))] as Emotion;
    predictions.push({ clip, probabilities, guess });
  }
  return predictions;
}

/** For each output, the class that it counts as. */
function classesOf({ labels, outputs = labels }: JudgeOptions): readonly number[] {
  return outputs.map((output) => {
    const known = labels.includes(output) ? output : (COUNTED_AS[output] ?? output);
    if (labels.includes(known)) return labels.indexOf(known);
    throw new EmotionError('invalid-argument', `${output} counts as none of ${labels.join(', ')}`);
  });
}

/**
 * Mean calibrated probabilities of the columns in which somebody speaks, or of all when there are none. A column weighs as much as in
 * training: nobody can know an emotion from its first quarter of a second.
 */
function meanProbabilities(
  scores: readonly ColumnScore[],
  { temperature, speechAbove }: DecisionSpec,
): number[] {
  const spoken = scores.filter(({ speech }) => speech >= speechAbove);
  const heard = (spoken.length > 0 ? spoken : scores).map(({ logits }) => calibrate(logits, temperature));
  const weights = heard.map((_, column) =>
    Math.max(LEAST_WEIGHT, weightAfter((column + 0.5) * COLUMN_SECONDS)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from(heard[0] ?? [], (_, k) =>
    heard.reduce((sum, p, column) => sum + ((p[k] ?? 0) * (weights[column] ?? 0)) / total, 0),
  );
}
