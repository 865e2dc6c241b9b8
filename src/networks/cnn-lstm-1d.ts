/**
 * The paper's 1D CNN-LSTM (its Table 1): 8 s of samples -> four LFLBs -> LSTM of 256 units over 500 steps, last state -> fully
 * connected layer of K units. Softmax is left to the caller. A 1D convolution is a 2D one over an image of height 1.
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

/** Height and width of the convolutions. */
export const CNN_1D_KERNEL = [1, 3] as const;

const POOL = 4;
const BLOCKS = 4;

/** Convolutions of 3 SAME with stride 1; pools of 4 with stride 4. */
export function cnn1dBlocks(pooling: 'same' | 'valid'): readonly LflbShape[] {
  return Array.from({ length: BLOCKS }, () => ({
    padMels: [0, 0],
    padTime: [1, 1],
    poolMels: 1,
    poolTime: POOL,
    pooling,
  }));
}

/** Weights with blocks of any form. */
export interface Cnn1dWeights<Block = FoldedLflb> extends CnnLstmWeights<Block> {
  readonly emotion: DenseWeights;
}

/** Names and shapes of every tensor, in file order; 483 399 trainable numbers for 7 classes. Kernels are [1, 3, in, out]. */
export function cnnLstm1dShapes(classes: number): readonly NamedShape[] {
  return [...cnnLstmShapes('', CNN_1D_KERNEL), ...denseShapes('emotion', DEEP_FEATURES, classes)];
}

/** The weights as they are learnt: batch normalisation apart. */
export function readCnn1d(tensors: TensorMap): Cnn1dWeights<LflbWeights> {
  return { ...readCnnLstm(tensors), emotion: readDense(tensors, 'emotion') };
}

/** The weights as they are served: batch normalisation folded. The new tensors belong to the caller. */
export function foldCnn1d(weights: Cnn1dWeights<LflbWeights>): Cnn1dWeights {
  return { ...weights, ...foldCnnLstm(weights) };
}

/** [batch, 128000] samples as the blocks take them: [batch, 1, 128000, 1]. */
export function samplesImage(samples: tf.Tensor2D): tf.Tensor4D {
  const [batch, length] = samples.shape;
  return tf.reshape(samples, [batch, 1, length, 1]);
}

/**
 * Logits of whole windows.
 * @param samples shape [batch, 128000], normalised.
 * @returns shape [batch, K].
 */
export function cnnLstm1dFolded(
  samples: tf.Tensor2D,
  weights: Cnn1dWeights,
  pooling: 'same' | 'valid',
): tf.Tensor2D {
  return tf.tidy(() =>
    dense(deepFeature(samplesImage(samples), weights, foldedPlan(cnn1dBlocks(pooling))), weights.emotion),
  );
}
