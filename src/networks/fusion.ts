/**
 * Both of the paper's networks as one: the deep features of the 1D and the 2D network, concatenated, before one fully connected layer
 * (the open end that the paper names). Softmax is left to the caller.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { CNN_1D_KERNEL, cnn1dBlocks, samplesImage } from './cnn-lstm-1d.js';
import { CNN_2D_KERNEL, cnn2dBlocks, framesImage } from './cnn-lstm-2d.js';
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
import type { FoldedLflb, LflbWeights } from './lflb.js';
import { denseShapes, readDense, type NamedShape, type TensorMap } from './tensors.js';

/** What stands before the names of each network's tensors. */
export const FUSION_PREFIXES = { samples: '1d/', frames: '2d/' } as const;

/** Weights with blocks of any form. */
export interface FusionWeights<Block = FoldedLflb> {
  readonly samples: CnnLstmWeights<Block>;
  readonly frames: CnnLstmWeights<Block>;
  /** Over 512 features: those of the samples, then those of the frames. */
  readonly emotion: DenseWeights;
}

/** The window as both networks see it. */
export interface FusionInput {
  /** Shape [batch, 128000], normalised. */
  readonly samples: tf.Tensor2D;
  /** Shape [batch, 251, 128], normalised. */
  readonly frames: tf.Tensor3D;
}

/** Names and shapes of every tensor, in file order; 1 139 207 trainable numbers for 7 classes. */
export function fusionShapes(classes: number): readonly NamedShape[] {
  return [
    ...cnnLstmShapes(FUSION_PREFIXES.samples, CNN_1D_KERNEL),
    ...cnnLstmShapes(FUSION_PREFIXES.frames, CNN_2D_KERNEL),
    ...denseShapes('emotion', 2 * DEEP_FEATURES, classes),
  ];
}

/** The weights as they are learnt: batch normalisation apart. */
export function readFusion(tensors: TensorMap): FusionWeights<LflbWeights> {
  return {
    samples: readCnnLstm(tensors, FUSION_PREFIXES.samples),
    frames: readCnnLstm(tensors, FUSION_PREFIXES.frames),
    emotion: readDense(tensors, 'emotion'),
  };
}

/** The weights as they are served: batch normalisation folded. The new tensors belong to the caller. */
export function foldFusion(weights: FusionWeights<LflbWeights>): FusionWeights {
  return { ...weights, samples: foldCnnLstm(weights.samples), frames: foldCnnLstm(weights.frames) };
}

/**
 * Logits of whole windows.
 * @returns shape [batch, K].
 */
export function fusionFolded(
  { samples, frames }: FusionInput,
  weights: FusionWeights,
  pooling: 'same' | 'valid',
): tf.Tensor2D {
  return tf.tidy(() =>
    dense(
      tf.concat2d(
        [
          deepFeature(samplesImage(samples), weights.samples, foldedPlan(cnn1dBlocks(pooling))),
          deepFeature(framesImage(frames), weights.frames, foldedPlan(cnn2dBlocks(pooling))),
        ],
        1,
      ),
      weights.emotion,
    ),
  );
}
