/**
 * A training step of the paper's networks in TensorFlow.js operations, with its gradients: on any backend that has them, and the
 * reference for the step over the SIMD kernels. A network's full size wants a GPU.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { framesImage } from '../../../networks/cnn-lstm-2d.js';
import { samplesImage } from '../../../networks/cnn-lstm-1d.js';
import { deepFeature, foldCnnLstm, foldedPlan, readCnnLstm, toSequence } from '../../../networks/cnn-lstm.js';
import { LOG_MEL } from '../../../core/feature-spec.js';
import { dense } from '../../../networks/dense.js';
import type { BlockForward } from '../../../networks/lflb.js';
import { lstm } from '../../../networks/lstm.js';
import { readDense, readLstm, type NamedShape, type TensorMap } from '../../../networks/tensors.js';
import { isPenalised, type ClipBranch } from './clip-network.js';
import type { ClipBatch, ClipPenalties, ClipStepOutcome } from './clip-step.js';
import type { Parameters } from '../initial-weights.js';
import type { BlockStatistics } from '../moving-statistics.js';
import { logSoftmax } from '../log-softmax.js';
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
  readonly observe: (block: string, mean: tf.Tensor1D, variance: tf.Tensor1D) => void;
  /** Sums of squares of what the layers put out. */
  readonly activity: tf.Tensor[];
}

/** Loss and gradients of `batch`, by backpropagation. Numbers are waited for, as a GPU wants it. */
export async function tapeStep(
  network: TapeNetwork,
  batch: ClipBatch,
  penalties: ClipPenalties,
): Promise<ClipStepOutcome> {
  const learnt = learntTensors(network.shapes);
  const kept: tf.Tensor[] = [];
  const keep = <T extends tf.Tensor>(tensor: T): T => {
    kept.push(tf.keep(tensor));
    return tensor;
  };
  try {
    const observed: ObservedBlock[] = [];
    const answers: { crossEntropy: tf.Tensor; guesses: tf.Tensor }[] = [];
    const { value, grads } = tf.tidy(() => {
      const loss = (...values: tf.Tensor[]): tf.Scalar => {
        const tensors = new Map(learnt.map(({ name }, index) => [name, values[index] as tf.Tensor]));
        const observe: Pass['observe'] = (name, mean, variance) =>
          void observed.push({ name, mean: keep(mean), variance: keep(variance) });
        const pass: Pass = { tensors, batch, forward: network.forward, observe, activity: [] };
        const logits = runNetwork(network.branches, pass);
        const crossEntropy = meanCrossEntropy(logits, batch.labels);
        answers.push({ crossEntropy: keep(crossEntropy), guesses: keep(tf.argMax(logits, 1)) });
        const squares = learnt.flatMap(({ name }, index) =>
          isPenalised(name) ? [sumOfSquares(values[index] as tf.Tensor)] : [],
        );
        return sumOf([
          crossEntropy,
          tf.mul(sumOf(squares), penalties.l2Parameters),
          tf.mul(sumOf(pass.activity), penalties.l2Activity / batch.size),
        ]);
      };
      const gradients = tf.valueAndGrads(loss)(
        learnt.map(({ name, shape }) => tf.tensor(network.parameters.get(name) ?? [], [...shape])),
      );
      return { value: keep(gradients.value), grads: gradients.grads.map(keep) };
    });
    const guesses = (await answers[0]?.guesses.data()) ?? [];
    return {
      loss: await scalar(value),
      crossEntropy: await scalar(answers[0]?.crossEntropy),
      correct: batch.labels.reduce((sum, label, clip) => sum + (guesses[clip] === label ? 1 : 0), 0),
      gradients: await readGradients(learnt, grads),
      statistics: await Promise.all(observed.map(readStatistics)),
    };
  } finally {
    tf.dispose(kept);
  }
}

/** Mean and variance, shape [channels], of what each block's convolution puts out for a batch; nothing is kept for gradients. */
export async function tapeObserve(network: TapeNetwork, batch: ClipBatch): Promise<BlockStatistics> {
  const observed: ObservedBlock[] = [];
  try {
    tf.tidy(() => {
      const observe: Pass['observe'] = (name, mean, variance) =>
        void observed.push({ name, mean: tf.keep(mean), variance: tf.keep(variance) });
      const { forward } = network;
      runNetwork(network.branches, { tensors: tensorsOf(network), batch, forward, observe, activity: [] });
    });
    return await Promise.all(observed.map(readStatistics));
  } finally {
    tf.dispose(observed.map(({ mean, variance }) => [mean, variance]));
  }
}

/**
 * Probabilities by the moving statistics, as the served network gives them.
 * @returns shape [size, K] row-major.
 */
export async function tapePredict(
  network: Omit<TapeNetwork, 'forward'>,
  batch: ClipBatch,
): Promise<Float32Array> {
  const probabilities = tf.tidy(() => {
    const tensors = tensorsOf(network);
    const features = network.branches.map(({ input, prefix, blocks }) =>
      deepFeature(branchInput(input, batch), foldCnnLstm(readCnnLstm(tensors, prefix)), foldedPlan(blocks)),
    );
    return tf.softmax(dense(tf.concat2d(features, 1), readDense(tensors, 'emotion')));
  });
  try {
    return await probabilities.data<'float32'>();
  } finally {
    probabilities.dispose();
  }
}

function tensorsOf({ shapes, parameters }: Pick<TapeNetwork, 'shapes' | 'parameters'>): TensorMap {
  return new Map(shapes.map(({ name, shape }) => [name, tf.tensor(parameters.get(name) ?? [], [...shape])]));
}

interface ObservedBlock {
  readonly name: string;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

async function readStatistics({ name, mean, variance }: ObservedBlock): Promise<BlockStatistics[number]> {
  return { name, mean: await mean.data<'float32'>(), variance: await variance.data<'float32'>() };
}

async function readGradients(
  learnt: readonly NamedShape[],
  gradients: readonly tf.Tensor[],
): Promise<Parameters> {
  const values = await Promise.all(gradients.map((gradient) => gradient.data<'float32'>()));
  return new Map(learnt.map(({ name }, index) => [name, values[index] ?? new Float32Array()]));
}

async function scalar(tensor: tf.Tensor | undefined): Promise<number> {
  return (await tensor?.data())?.[0] ?? NaN;
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

function trainableBlock(name: string, { tensors, observe }: Pass): TrainableLflb {
  const part = (suffix: string): tf.Tensor => tensors.get(`${name}/${suffix}`) as tf.Tensor;
  return {
    kernel: part('kernel') as tf.Tensor4D,
    gamma: part('gamma') as tf.Tensor1D,
    beta: part('beta') as tf.Tensor1D,
    observe: (mean, variance) => {
      observe(name, mean, variance);
    },
  };
}

/** One after the other: `tf.addN` of more than about eight tensors gives 0 on the webgpu backend of 4.22, which runs out of bindings. */
function sumOf(scalars: readonly tf.Tensor[]): tf.Scalar {
  return scalars.reduce((sum, scalar) => tf.add(sum, scalar)) as tf.Scalar;
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
