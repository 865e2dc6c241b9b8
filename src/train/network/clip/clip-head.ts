/**
 * The fully connected layer over the deep features, softmax and cross-entropy, with their gradients.
 * @module
 */
import type { Parameters } from '../initial-weights.js';
import { denseBackward, denseForward, denseLayer, namedLayer } from '../passes/dense-pass.js';

/** Its name among the tensors. */
const LAYER = 'emotion';

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
  return softmax(denseForward(joined(features), denseLayer(head.parameters, LAYER)), head.classes);
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
  const rows = joined(features);
  const dRows = new Float32Array(rows.length);
  const layer = denseBackward(denseLayer(head.parameters, LAYER), {
    features: rows,
    dOutputs: dLogits,
    dFeatures: dRows,
  });
  const gradients = namedLayer(LAYER, layer);
  return { crossEntropy, correct, dFeatures: parted(dRows, features), gradients };
}

/** The features side by side: shape [batch, sum of U]. */
function joined(features: readonly DeepFeature[]): Float32Array {
  const [first] = features;
  if (first === undefined || features.length === 1) return first?.state ?? new Float32Array();
  const width = features.reduce((sum, { units }) => sum + units, 0);
  const rows = new Float32Array((first.state.length / first.units) * width);
  eachPart(features, width, (part, at, { state }, from) => {
    rows.set(state.subarray(from, from + part), at);
  });
  return rows;
}

/** Shape [batch, sum of U] as the features stand, each by itself. */
function parted(rows: Float32Array, features: readonly DeepFeature[]): Float32Array[] {
  const width = features.reduce((sum, { units }) => sum + units, 0);
  const parts = new Map(features.map((feature) => [feature, new Float32Array(feature.state.length)]));
  eachPart(features, width, (part, at, feature, from) => {
    parts.get(feature)?.set(rows.subarray(at, at + part), from);
  });
  return [...parts.values()];
}

/** Where each clip's part of each feature lies in the joined rows, and where in the feature. */
function eachPart(
  features: readonly DeepFeature[],
  width: number,
  see: (length: number, inRows: number, feature: DeepFeature, inFeature: number) => void,
): void {
  let before = 0;
  for (const feature of features) {
    const { state, units } = feature;
    for (let clip = 0; clip * units < state.length; clip++)
      see(units, clip * width + before, feature, clip * units);
    before += units;
  }
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
