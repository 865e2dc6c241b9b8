/**
 * The paper's 2D CNN-LSTM (its Table 2): an 8 s window of 251 log-mel frames -> four LFLBs -> LSTM of 256 units, last state ->
 * fully connected layer of K units. Softmax is left to the caller.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { dense, type DenseWeights } from './dense.js';
import type { BlockForward, FoldedLflb, LflbShape, LflbWeights } from './lflb.js';
import { foldBatchNorm, lflb } from './lflb.js';
import { lstm, type LstmWeights } from './lstm.js';
import type { NamedShape, TensorMap } from './tensors.js';
import { denseShapes, lflbShapes, lstmShapes, readDense, readLflb, readLstm } from './tensors.js';

/** Frames of the window: 1 + 128000 / 512. */
export const CNN_2D_FRAMES = 251;

const CHANNELS = [64, 64, 128, 128] as const;
const POOLS = [2, 4, 4, 4] as const;
const UNITS = 256;

/** Convolutions 3 x 3 SAME with stride 1; pools 2 x 2, 4 x 4, 4 x 4, 4 x 4 with equal strides. */
export function cnn2dBlocks(pooling: 'same' | 'valid'): readonly LflbShape[] {
  return POOLS.map((pool) => ({ padMels: [1, 1], padTime: [1, 1], poolMels: pool, poolTime: pool, pooling }));
}

/** Weights with blocks of any form. */
export interface Cnn2dWeights<Block = FoldedLflb> {
  readonly blocks: readonly Block[];
  readonly lstm: LstmWeights;
  readonly emotion: DenseWeights;
}

/** Names and shapes of every tensor, in file order; 655 815 trainable numbers for 7 classes. */
export function cnnLstm2dShapes(classes: number): readonly NamedShape[] {
  const inputs = [1, ...CHANNELS];
  return [
    ...CHANNELS.flatMap((channels, index) =>
      lflbShapes(`block${index + 1}`, [3, 3, inputs[index] ?? 1, channels]),
    ),
    ...lstmShapes('lstm', CHANNELS[3], UNITS),
    ...denseShapes('emotion', UNITS, classes),
  ];
}

/** The weights as they are learnt: batch normalisation apart. */
export function readCnn2d(tensors: TensorMap): Cnn2dWeights<LflbWeights> {
  return {
    blocks: CHANNELS.map((_, index) => readLflb(tensors, `block${index + 1}`)),
    lstm: readLstm(tensors, 'lstm'),
    emotion: readDense(tensors, 'emotion'),
  };
}

/** The weights as they are served: batch normalisation folded. The new tensors belong to the caller. */
export function foldCnn2d(weights: Cnn2dWeights<LflbWeights>): Cnn2dWeights {
  return { ...weights, blocks: weights.blocks.map(foldBatchNorm) };
}

/** [batch, mels', steps, channels] to the LSTM's sequence: time-major, features = mels' x channels (paper, Table 2). */
export function toSequence(features: tf.Tensor4D): tf.Tensor3D {
  const [batch, mels, steps, channels] = features.shape;
  return tf.tidy(() => tf.reshape(tf.transpose(features, [0, 2, 1, 3]), [batch, steps, mels * channels]));
}

/**
 * Logits of whole windows.
 * @param frames shape [batch, 251, 128], normalised.
 * @returns shape [batch, K].
 */
export function cnnLstm2d<Block>(
  frames: tf.Tensor3D,
  weights: Cnn2dWeights<Block>,
  { blocks, forward }: { readonly blocks: readonly LflbShape[]; readonly forward: BlockForward<Block> },
): tf.Tensor2D {
  return tf.tidy(() => {
    let features = tf.expandDims<tf.Tensor4D>(tf.transpose(frames, [0, 2, 1]), 3);
    for (const [index, shape] of blocks.entries())
      features = forward(features, weights.blocks[index] as Block, shape);
    return dense(lstm(toSequence(features), weights.lstm), weights.emotion);
  });
}

/** As {@link cnnLstm2d}, with the blocks of inference. */
export function cnnLstm2dFolded(
  frames: tf.Tensor3D,
  weights: Cnn2dWeights,
  pooling: 'same' | 'valid',
): tf.Tensor2D {
  return cnnLstm2d(frames, weights, { blocks: cnn2dBlocks(pooling), forward: lflb });
}
