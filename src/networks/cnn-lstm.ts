/**
 * What the paper's two networks share (its Tables 1 and 2): four LFLBs of 64, 64, 128 and 128 kernels, and an LSTM of 256 units over
 * the columns that they leave. The LSTM's last state is the network's deep feature.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import type { BlockForward, FoldedLflb, LflbShape, LflbWeights } from './lflb.js';
import { foldBatchNorm, lflb } from './lflb.js';
import { lstm, type LstmWeights } from './lstm.js';
import type { NamedShape, TensorMap } from './tensors.js';
import { lflbShapes, lstmShapes, readLflb, readLstm } from './tensors.js';

/** Kernels of the four blocks. */
const CHANNELS = [64, 64, 128, 128] as const;
/** Units of the LSTM: the length of a deep feature. */
export const DEEP_FEATURES = 256;

/** Weights up to the deep feature, with blocks of any form. */
export interface CnnLstmWeights<Block = FoldedLflb> {
  readonly blocks: readonly Block[];
  readonly lstm: LstmWeights;
}

/** How a network's blocks are computed. */
export interface BlockPlan<Block> {
  readonly blocks: readonly LflbShape[];
  readonly forward: BlockForward<Block>;
}

/**
 * Names and shapes up to the deep feature, in file order.
 * @param prefix stands before every name, so that two networks can share a file: `''` or such as `'1d/'`.
 * @param kernel height and width of the convolutions.
 */
export function cnnLstmShapes(prefix: string, kernel: readonly [number, number]): readonly NamedShape[] {
  const inputs = [1, ...CHANNELS];
  return [
    ...CHANNELS.flatMap((channels, index) =>
      lflbShapes(`${prefix}block${index + 1}`, [...kernel, inputs[index] ?? 1, channels]),
    ),
    ...lstmShapes(`${prefix}lstm`, CHANNELS[3], DEEP_FEATURES),
  ];
}

/** The weights as they are learnt: batch normalisation apart. */
export function readCnnLstm(tensors: TensorMap, prefix = ''): CnnLstmWeights<LflbWeights> {
  return {
    blocks: CHANNELS.map((_, index) => readLflb(tensors, `${prefix}block${index + 1}`)),
    lstm: readLstm(tensors, `${prefix}lstm`),
  };
}

/** The weights as they are served: batch normalisation folded. The new tensors belong to the caller. */
export function foldCnnLstm(weights: CnnLstmWeights<LflbWeights>): CnnLstmWeights {
  return { ...weights, blocks: weights.blocks.map(foldBatchNorm) };
}

/** The blocks of inference. */
export function foldedPlan(blocks: readonly LflbShape[]): BlockPlan<FoldedLflb> {
  return { blocks, forward: lflb };
}

/** [batch, mels', steps, channels] to the LSTM's sequence: time-major, features = mels' x channels (paper, Table 2). */
export function toSequence(features: tf.Tensor4D): tf.Tensor3D {
  const [batch, mels, steps, channels] = features.shape;
  return tf.tidy(() => tf.reshape(tf.transpose(features, [0, 2, 1, 3]), [batch, steps, mels * channels]));
}

/**
 * The LSTM's last state.
 * @param input shape [batch, height, width, 1]; time runs along the width.
 * @returns shape [batch, 256].
 */
export function deepFeature<Block>(
  input: tf.Tensor4D,
  weights: CnnLstmWeights<Block>,
  { blocks, forward }: BlockPlan<Block>,
): tf.Tensor2D {
  return tf.tidy(() => {
    const features = blocks.reduce(
      (current, shape, index) => forward(current, weights.blocks[index] as Block, shape),
      input,
    );
    return lstm(toSequence(features), weights.lstm);
  });
}
