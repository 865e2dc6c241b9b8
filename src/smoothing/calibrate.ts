import { checkNumber } from '../core/check.js';
import type { Emotion } from '../core/emotions.js';
import { checkLabels } from '../core/emotions.js';
import { EmotionError } from '../core/errors.js';

/** Where a page's labels stand among a model's. */
export interface LabelChoice {
  readonly labels: readonly Emotion[];
  /** Index of each of `labels` in the model's own list. */
  readonly indices: readonly number[];
}

/**
 * The classes of `model` that a page asks for, in its order; all of them when it asks for none.
 * @throws EmotionError `invalid-argument` for fewer than two labels, a repeated one, or one that the model does not know.
 */
export function chooseLabels(
  model: readonly Emotion[],
  wanted: readonly Emotion[] | undefined = model,
): LabelChoice {
  const labels = checkLabels(wanted);
  const indices = labels.map((label) => model.indexOf(label));
  const missing = labels[indices.indexOf(-1)];
  if (missing !== undefined)
    throw new EmotionError(
      'invalid-argument',
      `labels names "${missing}", which the model does not know; it knows ${model.join(', ')}`,
    );
  return { labels, indices };
}

/**
 * Probabilities of the chosen classes: softmax(logits / temperature) (Guo et al., 2017, eq. 9), masked to `indices` and renormalised,
 * which is the softmax over the chosen logits alone.
 * @param logits one a class of the model, before temperature.
 * @returns one probability for each of `indices`, in their order; they sum to 1.
 * @throws EmotionError `backend-failed` for a logit that is not finite; `invalid-argument` for a temperature that is not positive.
 */
export function calibrate(
  logits: Float32Array,
  temperature: number,
  indices: readonly number[] = [...logits.keys()],
): Float64Array {
  checkNumber('temperature', temperature, { min: Number.MIN_VALUE });
  const chosen = Float64Array.from(indices, (index) => finiteLogit(logits, index));
  const largest = Math.max(...chosen);
  const powers = chosen.map((logit) => Math.exp((logit - largest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function finiteLogit(logits: Float32Array, index: number): number {
  const logit = logits[index];
  if (logit === undefined || !Number.isFinite(logit))
    throw new EmotionError('backend-failed', `the network's logit ${index} is ${String(logit)}`);
  return logit;
}
