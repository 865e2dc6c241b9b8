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
  /** One a label: the mean over the clip's spoken columns. */
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
    const probabilities = meanProbabilities(scores, options.decision);
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

/** Mean calibrated probabilities of the columns in which somebody speaks, or of all when there are none. */
function meanProbabilities(
  scores: readonly ColumnScore[],
  { temperature, speechAbove }: DecisionSpec,
): number[] {
  const spoken = scores.filter(({ speech }) => speech >= speechAbove);
  const heard = (spoken.length > 0 ? spoken : scores).map(({ logits }) => calibrate(logits, temperature));
  const classes = heard[0]?.length ?? 0;
  return Array.from(
    { length: classes },
    (_, k) => heard.reduce((sum, p) => sum + (p[k] ?? 0), 0) / heard.length,
  );
}
