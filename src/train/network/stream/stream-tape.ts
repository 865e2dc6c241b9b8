/**
 * A training step of the streaming network in TensorFlow.js operations, with its gradients: the reference for the step over the SIMD
 * kernels.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../../core/random.js';
import { LOG_MEL } from '../../../core/feature-spec.js';
import { lstmStates } from '../../../networks/lstm.js';
import { STREAM_BLOCKS, streamColumns, streamHeads, WINDOW_COLUMNS } from '../../../networks/stream-net.js';
import { readDense, readLstm } from '../../../networks/tensors.js';
import type { Batch } from '../../streams/batch.js';
import { STREAM_FRAMES } from '../../streams/draw-stream.js';
import { inTidy } from '../in-tidy.js';
import { logSoftmax } from '../log-softmax.js';
import type { BlockStatistics } from '../moving-statistics.js';
import { learntTensors } from '../learnt-tensors.js';
import { dropoutMasks, type DropoutMasks, type StepNetwork, type StepOutcome } from './stream-step.js';
import { plainTrainingLflb, type TrainableLflb } from '../passes/training-lflb.js';

/** Loss and gradients of `batch` at the network's parameters, by backpropagation. */
export function streamTape(network: StepNetwork, batch: Batch, random: Random): StepOutcome {
  const { shapes, parameters, settings } = network;
  return inTidy(() => {
    const learnt = learntTensors(shapes);
    const statistics: BlockStatistics[number][] = [];
    const losses = { emotion: 0, speech: 0, accuracy: 0 };
    const masks = maskTensors(dropoutMasks(random, network, batch.size), batch.size);
    const loss = (...tensors: tf.Tensor[]): tf.Scalar => {
      const named = new Map(learnt.map(({ name }, index) => [name, tensors[index] as tf.Tensor]));
      const frames = tf.tensor3d(batch.frames, [batch.size, STREAM_FRAMES, LOG_MEL.mels]);
      const blocks = STREAM_BLOCKS.map((_, index) => trainableBlock(named, index, statistics));
      const columns = tf.mul<tf.Tensor3D>(streamColumns(frames, blocks, plainTrainingLflb), masks.columns);
      const states = tf.mul<tf.Tensor3D>(lstmStates(columns, readLstm(named, 'lstm')), masks.hidden);
      const flat = tf.reshape<tf.Rank.R2>(states, [batch.size * WINDOW_COLUMNS, -1]);
      const heads = streamHeads(flat, {
        blocks,
        lstm: readLstm(named, 'lstm'),
        emotion: readDense(named, 'emotion'),
        speech: readDense(named, 'speech'),
      });
      const logits = maskClasses(heads.logits, batch);
      const emotion = emotionLoss(logits, batch, settings.labelSmoothing);
      const speech = speechLoss(heads.speech, batch);
      losses.emotion = emotion.dataSync()[0] ?? NaN;
      losses.speech = speech.dataSync()[0] ?? NaN;
      losses.accuracy = weightedAccuracy(logits, batch);
      return tf.add(emotion, tf.mul(speech, settings.speechWeight));
    };
    const values = learnt.map(({ name, shape }) => tf.tensor(parameters.get(name) ?? [], [...shape]));
    const { grads } = tf.valueAndGrads(loss)(values);
    const gradients = new Map(
      learnt.map(({ name }, index) => [name, grads[index]?.dataSync<'float32'>() ?? new Float32Array()]),
    );
    return {
      emotionLoss: losses.emotion,
      speechLoss: losses.speech,
      accuracy: losses.accuracy,
      gradients,
      statistics,
    };
  });
}

function trainableBlock(
  tensors: ReadonlyMap<string, tf.Tensor>,
  index: number,
  statistics: BlockStatistics[number][],
): TrainableLflb {
  const name = `block${index + 1}`;
  const part = (suffix: string): tf.Tensor => tensors.get(`${name}/${suffix}`) as tf.Tensor;
  return {
    kernel: part('kernel') as tf.Tensor4D,
    gamma: part('gamma') as tf.Tensor1D,
    beta: part('beta') as tf.Tensor1D,
    observe: (mean, variance) =>
      void (statistics[index] = {
        name,
        mean: mean.dataSync<'float32'>(),
        variance: variance.dataSync<'float32'>(),
      }),
  };
}

function maskTensors(
  { columns, hidden }: DropoutMasks,
  size: number,
): Record<'columns' | 'hidden', tf.Tensor3D> {
  return {
    columns: tf.tensor3d(columns, [size, 1, columns.length / size]),
    hidden: tf.tensor3d(hidden, [size, 1, hidden.length / size]),
  };
}

/** What takes a class out of the softmax: far below any logit, and still finite. */
const FORBIDDEN = -1e4;

/** The logits with the classes that a stream's corpus does not have pushed out of the softmax, for every column of the stream. */
function maskClasses(logits: tf.Tensor2D, { allowed, size }: Batch): tf.Tensor2D {
  const classes = allowed.length / size;
  const mask = tf.tensor3d(
    Float32Array.from(allowed, (one) => (one === 1 ? 0 : FORBIDDEN)),
    [size, 1, classes],
  );
  return tf.reshape(tf.add(tf.reshape(logits, [size, WINDOW_COLUMNS, classes]), mask), [
    size * WINDOW_COLUMNS,
    classes,
  ]);
}

/** Weighted mean cross-entropy over the columns that ask for an emotion, with labels smoothed over the allowed classes. */
function emotionLoss(logits: tf.Tensor2D, batch: Batch, smoothing: number): tf.Scalar {
  const classes = logits.shape[1];
  const target = new Float32Array(batch.emotion.length * classes);
  for (const [column, emotion] of batch.emotion.entries()) {
    if (emotion < 0) continue;
    const stream = Math.floor(column / WINDOW_COLUMNS);
    const allowed = batch.allowed.subarray(stream * classes, (stream + 1) * classes);
    const spread = smoothing / allowed.reduce((sum, one) => sum + one, 0);
    for (let k = 0; k < classes; k++)
      target[column * classes + k] = (k === emotion ? 1 - smoothing : 0) + spread * (allowed[k] ?? 0);
  }
  const crossEntropy = tf.neg(
    tf.sum(tf.mul(logSoftmax(logits), tf.tensor2d(target, [batch.emotion.length, classes])), 1),
  );
  return weightedMean(crossEntropy, batch.weight);
}

/** Mean binary cross-entropy over the columns that ask for speech or none: softplus(x) - x y, in its stable form. */
function speechLoss(logits: tf.Tensor2D, { speech }: Batch): tf.Scalar {
  const x = tf.reshape(logits, [-1]);
  const y = tf.tensor1d(Float32Array.from(speech, (value) => Math.max(0, value)));
  const stable = tf.add(tf.sub(tf.relu(x), tf.mul(x, y)), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
  return weightedMean(
    stable,
    Float32Array.from(speech, (value) => (value < 0 ? 0 : 1)),
  );
}

function weightedMean(values: tf.Tensor, weights: Float32Array): tf.Scalar {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return tf.div<tf.Scalar>(tf.sum(tf.mul(values, tf.tensor1d(weights))), Math.max(total, 1));
}

function weightedAccuracy(logits: tf.Tensor2D, { emotion, weight }: Batch): number {
  const guesses = tf.argMax(logits, 1).dataSync();
  let right = 0;
  let total = 0;
  for (const [column, asked] of weight.entries()) {
    total += asked;
    if (guesses[column] === emotion[column]) right += asked;
  }
  return right / Math.max(total, 1e-9);
}
