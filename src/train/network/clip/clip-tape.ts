/**
 * A training step of the paper's networks in TensorFlow.js operations, with its gradients: on any backend that has them, and the
 * reference for the step over the SIMD kernels.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { framesImage } from '../../../networks/cnn-lstm-2d.js';
import { samplesImage } from '../../../networks/cnn-lstm-1d.js';
import { toSequence } from '../../../networks/cnn-lstm.js';
import { LOG_MEL } from '../../../core/feature-spec.js';
import { dense } from '../../../networks/dense.js';
import type { BlockForward } from '../../../networks/lflb.js';
import { lstm } from '../../../networks/lstm.js';
import { readDense, readLstm, type NamedShape, type TensorMap } from '../../../networks/tensors.js';
import { isPenalised, type ClipBranch } from './clip-network.js';
import type { ClipBatch, ClipPenalties, ClipStepOutcome } from './clip-step.js';
import { inTidy } from '../in-tidy.js';
import type { Parameters } from '../initial-weights.js';
import { logSoftmax } from '../log-softmax.js';
import type { BlockStatistics } from '../moving-statistics.js';
import { learntTensors } from '../learnt-tensors.js';
import type { TrainableLflb } from '../passes/training-lflb.js';

/** A network in training. */
export interface TapeNetwork {
  readonly branches: readonly ClipBranch[];
  readonly shapes: readonly NamedShape[];
  readonly parameters: Parameters;
  readonly forward: BlockForward<TrainableLflb>;
}

interface Pass {
  readonly tensors: TensorMap;
  readonly batch: ClipBatch;
  readonly forward: BlockForward<TrainableLflb>;
  readonly statistics: BlockStatistics[number][];
  /** Sums of squares of what the layers put out. */
  readonly activity: tf.Tensor[];
}

/** Loss and gradients of `batch`, by backpropagation. */
export function tapeStep(network: TapeNetwork, batch: ClipBatch, penalties: ClipPenalties): ClipStepOutcome {
  return inTidy(() => {
    const learnt = learntTensors(network.shapes);
    const statistics: BlockStatistics[number][] = [];
    const found = { crossEntropy: NaN, correct: NaN };
    const loss = (...values: tf.Tensor[]): tf.Scalar => {
      const tensors = new Map(learnt.map(({ name }, index) => [name, values[index] as tf.Tensor]));
      const pass: Pass = { tensors, batch, forward: network.forward, statistics, activity: [] };
      const logits = runNetwork(network.branches, pass);
      const crossEntropy = meanCrossEntropy(logits, batch.labels);
      found.crossEntropy = crossEntropy.dataSync()[0] ?? NaN;
      found.correct = countCorrect(logits, batch.labels);
      const squares = learnt.flatMap(({ name }, index) =>
        isPenalised(name) ? [sumOfSquares(values[index] as tf.Tensor)] : [],
      );
      return tf.addN([
        crossEntropy,
        tf.mul(tf.addN(squares), penalties.l2Parameters),
        tf.mul(tf.addN(pass.activity), penalties.l2Activity / batch.size),
      ]);
    };
    const values = learnt.map(({ name, shape }) => tf.tensor(network.parameters.get(name) ?? [], [...shape]));
    const { value, grads } = tf.valueAndGrads(loss)(values);
    const gradients = new Map(
      learnt.map(({ name }, index) => [name, grads[index]?.dataSync<'float32'>() ?? new Float32Array()]),
    );
    return { ...found, loss: value.dataSync()[0] ?? NaN, gradients, statistics };
  });
}

function runNetwork(branches: readonly ClipBranch[], pass: Pass): tf.Tensor2D {
  const features = branches.map((branch) => branchFeature(branch, pass));
  return dense(tf.concat2d(features, 1), readDense(pass.tensors, 'emotion'));
}

function branchFeature({ input, prefix, blocks }: ClipBranch, pass: Pass): tf.Tensor2D {
  let features = branchInput(input, pass.batch);
  for (const [index, shape] of blocks.entries()) {
    const name = `${prefix}block${index + 1}`;
    features = pass.forward(features, trainableBlock(name, pass), shape);
    pass.activity.push(sumOfSquares(features));
  }
  const state = lstm(toSequence(features), readLstm(pass.tensors, `${prefix}lstm`));
  pass.activity.push(sumOfSquares(state));
  return state;
}

function branchInput(input: ClipBranch['input'], { size, samples, frames }: ClipBatch): tf.Tensor4D {
  return input === 'samples'
    ? samplesImage(tf.tensor2d(samples ?? [], [size, (samples?.length ?? 0) / size]))
    : framesImage(
        tf.tensor3d(frames ?? [], [size, (frames?.length ?? 0) / size / LOG_MEL.mels, LOG_MEL.mels]),
      );
}

function trainableBlock(name: string, { tensors, statistics }: Pass): TrainableLflb {
  const part = (suffix: string): tf.Tensor => tensors.get(`${name}/${suffix}`) as tf.Tensor;
  return {
    kernel: part('kernel') as tf.Tensor4D,
    gamma: part('gamma') as tf.Tensor1D,
    beta: part('beta') as tf.Tensor1D,
    observe: (mean, variance) => void statistics.push({ name, mean, variance }),
  };
}

function sumOfSquares(values: tf.Tensor): tf.Tensor {
  return tf.sum(tf.square(values));
}

function meanCrossEntropy(logits: tf.Tensor2D, labels: Int32Array): tf.Scalar {
  const [size, classes] = logits.shape;
  const target = new Float32Array(size * classes);
  for (const [clip, label] of labels.entries()) target[clip * classes + label] = 1 / size;
  return tf.neg(tf.sum<tf.Scalar>(tf.mul(logSoftmax(logits), tf.tensor2d(target, [size, classes]))));
}

function countCorrect(logits: tf.Tensor2D, labels: Int32Array): number {
  const guesses = tf.argMax(logits, 1).dataSync();
  return labels.reduce((sum, label, clip) => sum + (guesses[clip] === label ? 1 : 0), 0);
}
