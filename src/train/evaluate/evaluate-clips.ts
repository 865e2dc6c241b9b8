import type { Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { DecisionSpec } from '../../core/manifest.js';
import type { Normalisation } from '../../features/normaliser.js';
import type { ServedNetwork } from '../../networks/served-network.js';
import { calibrate } from '../../smoothing/calibrate.js';
import type { Clip } from '../corpora/corpus.js';
import { loadMono } from '../corpora/voice.js';
import { columnScores, levelledInput, type ColumnScore } from './column-scores.js';

/** What the network says of one clip. */
export interface ClipPrediction {
  readonly clip: Clip;
  /** One a label, of the clip's end. */
  readonly probabilities: readonly number[];
  readonly guess: Emotion;
}

/**
 * Every clip as a recording of its own, from a cold start, as it stands in its file: one prediction a clip.
 * @throws EmotionError `invalid-argument` for a clip that is shorter than one column.
 */
export async function evaluateClips(
  network: ServedNetwork,
  clips: readonly Clip[],
  options: {
    readonly labels: readonly Emotion[];
    readonly normalisation: Normalisation;
    readonly decision: DecisionSpec;
  },
): Promise<ClipPrediction[]> {
  const predictions: ClipPrediction[] = [];
  for (const clip of clips) {
    const scores = await columnScores(
      network,
      await loadMono(clip.path),
      levelledInput(options.normalisation),
    );
    const probabilities = endingProbabilities(scores, options.decision);
    const guess = options.labels[probabilities.indexOf(Math.max(...probabilities))];
    if (guess === undefined)
      throw new EmotionError(
        'invalid-argument',
        `${clip.path} is too short for a single column: it cannot be judged`,
      );
    predictions.push({ clip, probabilities, guess });
  }
  return predictions;
}

/** Columns of 256 ms that a clip is judged by: its last second. Chosen on speakers that no figure counts (see the card of `general`). */
const JUDGED_COLUMNS = 4;

/**
 * What the network says when it has heard the whole clip: the mean of the calibrated probabilities over the last second in which somebody
 * speaks, or over the last one where nobody does. What it said before, of the clip's beginning, it said knowing less.
 */
function endingProbabilities(
  scores: readonly ColumnScore[],
  { temperature, speechAbove }: DecisionSpec,
): readonly number[] {
  const spoken = scores.filter(({ speech }) => speech >= speechAbove);
  const judged = (spoken.length > 0 ? spoken : scores).slice(-JUDGED_COLUMNS);
  const probabilities = judged.map(({ logits }) => calibrate(logits, temperature));
  const [first = new Float64Array()] = probabilities;
  return Array.from(
    first,
    (_, label) => probabilities.reduce((sum, each) => sum + (each[label] ?? NaN), 0) / probabilities.length,
  );
}
