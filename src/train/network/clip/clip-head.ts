/**
 * The fully connected layer over the deep features, softmax and cross-entropy, with their gradients.
 * @module
 */
import type { Parameters } from '../initial-weights.js';

/** A branch's deep features of some clips. */
export interface DeepFeature {
  /** Shape [batch, units]. */
  readonly state: Float32Array;
  readonly units: number;
}

/** The layer: `emotion/kernel` of shape [U, K], the features' rows in their order, and `emotion/bias` of shape [K]. */
export interface Head {
  readonly parameters: Parameters;
  readonly classes: number;
}

/** What the layer learns from some clips of a batch. */
export interface HeadStep {
  /** Summed over the clips. */
  readonly crossEntropy: number;
  readonly correct: number;
  /** By each feature's state, shape [batch, U]. */
  readonly dFeatures: readonly Float32Array[];
  /** Of the layer. */
  readonly gradients: Parameters;
}

/** Probabilities, shape [batch, K]. */
export function headAnswers(features: readonly DeepFeature[], head: Head): Float32Array {
  return softmax(logitsOf(features, head), head.classes);
}

/**
 * Cross-entropy of the clips, and the gradients of its mean over the whole batch.
 * @param labels of these clips.
 */
export function headStep(
  features: readonly DeepFeature[],
  labels: Int32Array,
  { total, ...head }: Head & { /** Clips of the whole batch. */ readonly total: number },
): HeadStep {
  const { classes } = head;
  const probabilities = headAnswers(features, head);
  let crossEntropy = 0;
  let correct = 0;
  // The gradient of the mean cross-entropy by the logits.
  const dLogits = probabilities.map((p) => p / total);
  for (const [clip, label] of labels.entries()) {
    const row = probabilities.subarray(clip * classes, (clip + 1) * classes);
    crossEntropy -= Math.log(Math.max(row[label] ?? NaN, 1e-37));
    correct += row.indexOf(Math.max(...row)) === label ? 1 : 0;
    dLogits[clip * classes + label] = (dLogits[clip * classes + label] ?? NaN) - 1 / total;
  }
  return { crossEntropy, correct, ...gradientsOf(features, head, dLogits) };
}

function logitsOf(features: readonly DeepFeature[], { parameters, classes }: Head): Float32Array {
  const kernel = parameters.get('emotion/kernel') ?? new Float32Array();
  const bias = parameters.get('emotion/bias') ?? new Float32Array();
  const [first] = features;
  const batch = first === undefined ? 0 : first.state.length / first.units;
  const logits = Float32Array.from({ length: batch * classes }, (_, at) => bias[at % classes] ?? NaN);
  let row = 0;
  for (const { state, units } of features) {
    for (const [at, feature] of state.entries())
      addProduct(logits.subarray(Math.floor(at / units) * classes), feature, {
        kernel,
        from: (row + (at % units)) * classes,
        classes,
      });
    row += units;
  }
  return logits;
}

function gradientsOf(
  features: readonly DeepFeature[],
  { parameters, classes }: Head,
  dLogits: Float32Array,
): Pick<HeadStep, 'dFeatures' | 'gradients'> {
  const kernel = parameters.get('emotion/kernel') ?? new Float32Array();
  const dKernel = new Float32Array(kernel.length);
  const dBias = new Float32Array(classes);
  dLogits.forEach((d, at) => (dBias[at % classes] = (dBias[at % classes] ?? 0) + d));
  let row = 0;
  const dFeatures = features.map(({ state, units }) => {
    const first = row;
    row += units;
    return state.map((feature, at) => {
      const from = (first + (at % units)) * classes;
      const clip = Math.floor(at / units) * classes;
      let sum = 0;
      for (let k = 0; k < classes; k++) {
        const d = dLogits[clip + k] ?? NaN;
        sum += d * (kernel[from + k] ?? NaN);
        dKernel[from + k] = (dKernel[from + k] ?? 0) + d * feature;
      }
      return sum;
    });
  });
  const gradients: Parameters = new Map([
    ['emotion/kernel', dKernel],
    ['emotion/bias', dBias],
  ]);
  return { dFeatures, gradients };
}

function addProduct(
  target: Float32Array,
  feature: number,
  {
    kernel,
    from,
    classes,
  }: { readonly kernel: Float32Array; readonly from: number; readonly classes: number },
): void {
  for (let k = 0; k < classes; k++) target[k] = (target[k] ?? NaN) + feature * (kernel[from + k] ?? NaN);
}

function softmax(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let row = 0; row < logits.length; row += classes) {
    const scores = logits.subarray(row, row + classes);
    const most = Math.max(...scores);
    const powers = Array.from(scores, (score) => Math.exp(score - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    powers.forEach((power, k) => (probabilities[row + k] = power / sum));
  }
  return probabilities;
}
