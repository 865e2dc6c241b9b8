/**
 * The loss of the streaming network over the columns of a batch, and its gradient by the two heads' logits.
 * @module
 */
import type { Batch } from '../../streams/batch.js';
import type { LossSettings, StepOutcome } from './stream-step.js';

/** What the heads say about each column of a batch, in its order. */
export interface ColumnLogits {
  /** Shape [size * 31, K]. */
  readonly emotion: Float32Array;
  /** Shape [size * 31]. */
  readonly speech: Float32Array;
}

/** The loss and its gradients, of the shapes of the logits. */
export interface StreamLoss extends Pick<StepOutcome, 'emotionLoss' | 'speechLoss' | 'accuracy'> {
  readonly dEmotion: Float32Array;
  readonly dSpeech: Float32Array;
}

/** The weighted sum of both heads' losses. */
export function streamLoss(logits: ColumnLogits, batch: Batch, settings: LossSettings): StreamLoss {
  return { ...emotionLoss(logits.emotion, batch, settings), ...speechLoss(logits.speech, batch, settings) };
}

/**
 * Weighted mean cross-entropy over the columns that ask for an emotion. A stream's softmax and its smoothed labels know the classes
 * alone that its corpus was recorded for.
 */
function emotionLoss(
  logits: Float32Array,
  { emotion, weight, allowed, size }: Batch,
  { labelSmoothing }: LossSettings,
): Pick<StreamLoss, 'emotionLoss' | 'accuracy' | 'dEmotion'> {
  const classes = allowed.length / size;
  const columns = emotion.length / size;
  const asked = sum(weight);
  const dEmotion = new Float32Array(logits.length);
  let [loss, right] = [0, 0];
  for (const [column, label] of emotion.entries()) {
    if (label < 0) continue;
    const stream = Math.floor(column / columns);
    const known = allowed.subarray(stream * classes, (stream + 1) * classes);
    const row = logits.subarray(column * classes, (column + 1) * classes);
    const logs = logSoftmaxOf(row, known);
    const share = (weight[column] ?? 0) / Math.max(asked, 1);
    const spread = labelSmoothing / sum(known);
    for (const [k, log] of logs.entries()) {
      if (known[k] !== 1) continue;
      const target = spread + (k === label ? 1 - labelSmoothing : 0);
      loss -= share * target * log;
      dEmotion[column * classes + k] = share * (Math.exp(log) - target);
    }
    if (logs.indexOf(Math.max(...logs)) === label) right += weight[column] ?? 0;
  }
  return { emotionLoss: loss, accuracy: right / Math.max(asked, 1e-9), dEmotion };
}

/** Mean binary cross-entropy over the columns that ask for speech or none: softplus(x) - x y. */
function speechLoss(
  logits: Float32Array,
  { speech }: Batch,
  { speechWeight }: LossSettings,
): Pick<StreamLoss, 'speechLoss' | 'dSpeech'> {
  const asked = Math.max(
    1,
    speech.reduce((count, target) => count + (target < 0 ? 0 : 1), 0),
  );
  const dSpeech = new Float32Array(logits.length);
  let loss = 0;
  for (const [column, target] of speech.entries()) {
    if (target < 0) continue;
    const x = logits[column] ?? NaN;
    loss += (Math.max(x, 0) - x * target + Math.log1p(Math.exp(-Math.abs(x)))) / asked;
    dSpeech[column] = (speechWeight * (1 / (1 + Math.exp(-x)) - target)) / asked;
  }
  return { speechLoss: loss, dSpeech };
}

/** x - max - log(sum(exp(x - max))) over the known classes; minus infinity for the others. */
function logSoftmaxOf(logits: Float32Array, known: Uint8Array): number[] {
  const scores = Array.from(logits, (logit, k) => (known[k] === 1 ? logit : -Infinity));
  const most = Math.max(...scores);
  const norm = most + Math.log(scores.reduce((total, score) => total + Math.exp(score - most), 0));
  return scores.map((score) => score - norm);
}

function sum(values: Float32Array | Uint8Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
