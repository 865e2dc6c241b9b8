/**
 * The paper's 2D CNN-LSTM (its Table 2): an 8 s window of 251 log-mel frames -> four LFLBs -> LSTM of 256 units, last state ->
 * fully connected layer of K units. Softmax is left to the caller.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  cnnLstmShapes,
  DEEP_FEATURES,
  deepFeature,
  foldCnnLstm,
  foldedPlan,
  readCnnLstm,
  type CnnLstmWeights,
} from './cnn-lstm.js';
import { dense, type DenseWeights } from './dense.js';
import type { FoldedLflb, LflbShape, LflbWeights } from './lflb.js';
import { denseShapes, readDense, type NamedShape, type TensorMap } from './tensors.js';

/** Frames of the window: 1 + 128000 / 512. */
export const CNN_2D_FRAMES = 251;
/** Height and width of the convolutions. */
export const CNN_2D_KERNEL = [3, 3] as const;

const POOLS = [2, 4, 4, 4] as const;

/** Convolutions 3 x 3 SAME with stride 1; pools 2 x 2, 4 x 4, 4 x 4, 4 x 4 with equal strides. */
export function cnn2dBlocks(pooling: 'same' | 'valid'): readonly LflbShape[] {
  return POOLS.map((pool) => ({ padMels: [1, 1], padTime: [1, 1], poolMels: pool, poolTime: pool, pooling }));
}

/** Weights with blocks of any form. */
export interface Cnn2dWeights<Block = FoldedLflb> extends CnnLstmWeights<Block> {
  readonly emotion: DenseWeights;
}

/** Names and shapes of every tensor, in file order; 655 815 trainable numbers for 7 classes. */
export function cnnLstm2dShapes(classes: number): readonly NamedShape[] {
  return [...cnnLstmShapes('', CNN_2D_KERNEL), ...denseShapes('emotion', DEEP_FEATURES, classes)];
}

/** The weights as they are learnt: batch normalisation apart. */
export function readCnn2d(tensors: TensorMap): Cnn2dWeights<LflbWeights> {
  return { ...readCnnLstm(tensors), emotion: readDense(tensors, 'emotion') };
}

/** The weights as they are served: batch normalisation folded. The new tensors belong to the caller. */
export function foldCnn2d(weights: Cnn2dWeights<LflbWeights>): Cnn2dWeights {
  return { ...weights, ...foldCnnLstm(weights) };
}

/** [batch, 251, 128] frames as the blocks take them: [batch, 128, 251, 1]. */
export function framesImage(frames: tf.Tensor3D): tf.Tensor4D {
  return tf.tidy(() => tf.expandDims<tf.Tensor4D>(tf.transpose(frames, [0, 2, 1]), 3));
}

/**
 * Logits of whole windows.
 * @param frames shape [batch, 251, 128], normalised.
 * @returns shape [batch, K].
 */
export function cnnLstm2dFolded(
  frames: tf.Tensor3D,
  weights: Cnn2dWeights,
  pooling: 'same' | 'valid',
): tf.Tensor2D {
  return tf.tidy(() =>
    dense(deepFeature(framesImage(frames), weights, foldedPlan(cnn2dBlocks(pooling))), weights.emotion),
  );
}
