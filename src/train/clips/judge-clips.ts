import type { Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { ClipPrediction } from '../evaluate/evaluate-clips.js';
import type { ClipTrainer } from '../network/clip/clip-trainer.js';
import { batchOf, type ClipNormalisation } from './clip-batch.js';
import type { LoadedClip } from './load-clips.js';

/** Weights or loss are no numbers any more. */
export class TrainingDiverged extends EmotionError {
  constructor(symptom: string) {
    super('invalid-argument', `training has diverged, try a lower --rate: ${symptom}`);
  }
}

/** Clips judged at a time; it changes the memory needed, not the answer. */
const BATCH = 8;

/**
 * The network's answer to each clip, by its moving statistics.
 * @throws TrainingDiverged when a probability is not finite.
 */
export async function judgeClips(
  network: Pick<ClipTrainer, 'predict'>,
  clips: readonly LoadedClip[],
  options: { readonly labels: readonly Emotion[]; readonly normalisation: ClipNormalisation },
): Promise<ClipPrediction[]> {
  const predictions: ClipPrediction[] = [];
  for (let first = 0; first < clips.length; first += BATCH) {
    const part = clips.slice(first, first + BATCH);
    const all = await network.predict(batchOf(part, options));
    for (const [row, { clip }] of part.entries()) {
      const { length } = options.labels;
      const probabilities = [...all.subarray(row * length, (row + 1) * length)];
      const guess = options.labels[probabilities.indexOf(Math.max(...probabilities))];
      if (guess === undefined)
        throw new TrainingDiverged(`the network answers ${clip.name} with ${probabilities.join(', ')}`);
      predictions.push({ clip, probabilities, guess });
    }
  }
  return predictions;
}

/** Accuracy, and mean cross-entropy in nats. */
export function scoreOf(
  predictions: readonly ClipPrediction[],
  labels: readonly Emotion[],
): { readonly accuracy: number; readonly crossEntropy: number } {
  const right = predictions.filter(({ clip, guess }) => clip.emotion === guess).length;
  const loss = predictions.reduce(
    (sum, { clip, probabilities }) =>
      sum - Math.log(Math.max(1e-12, probabilities[labels.indexOf(clip.emotion)] ?? 0)),
    0,
  );
  return { accuracy: right / predictions.length, crossEntropy: loss / predictions.length };
}
