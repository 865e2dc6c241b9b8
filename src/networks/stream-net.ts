/**
 * The streaming network: the paper's 2D CNN-LSTM with causal time. Its four LFLBs turn every 8 log-mel frames (256 ms) into one
 * column of features; the LSTM reads the last 31 columns (8 s); two heads answer: one logit an emotion, and one for speech.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { LOG_MEL } from '../core/feature-spec.js';
import type { StreamNetSpec } from '../core/manifest.js';
import { dense, type DenseWeights } from './dense.js';
import type { BlockForward, FoldedLflb, LflbShape, LflbWeights } from './lflb.js';
import { foldBatchNorm, lflb } from './lflb.js';
import { lstm, type LstmWeights } from './lstm.js';
import type { NamedShape, TensorMap } from './tensors.js';
import { lflbShapes, lstmShapes, denseShapes, readDense, readLflb, readLstm } from './tensors.js';

/** Mel bands of a frame. */
export const STREAM_MELS = LOG_MEL.mels;
/** Log-mel frames of one column: 8 frames, 256 ms. */
export const FRAMES_PER_COLUMN = 8;
/** Columns that the LSTM reads: 31, which is 7.94 s. */
export const WINDOW_COLUMNS = 31;
/** Columns that depend on what lies before the window: the blocks look 2 + 4 + 8 + 16 = 30 frames back. */
export const WARM_UP_COLUMNS = 4;

/** Pools in frequency x time: (2,2) (4,2) (4,2) (4,1); convolutions are SAME in frequency and causal in time. */
export const STREAM_BLOCKS: readonly LflbShape[] = [
  [2, 2],
  [4, 2],
  [4, 2],
  [4, 1],
].map(([poolMels = 1, poolTime = 1]) => ({
  padMels: [1, 1],
  padTime: [2, 0],
  poolMels,
  poolTime,
  pooling: 'valid',
}));

/** Weights with blocks of any form. */
export interface StreamNetWeights<Block = FoldedLflb> {
  readonly blocks: readonly Block[];
  readonly lstm: LstmWeights;
  /** [U, K]: one logit an emotion. */
  readonly emotion: DenseWeights;
  /** [U, 1]: the logit of speech. */
  readonly speech: DenseWeights;
}

/** Names and shapes of every tensor of the network, in file order. */
export function streamNetShapes(spec: StreamNetSpec, classes: number): readonly NamedShape[] {
  const inputs = [1, ...spec.channels];
  return [
    ...spec.channels.flatMap((channels, index) =>
      lflbShapes(`block${index + 1}`, [3, 3, inputs[index] ?? 1, channels]),
    ),
    ...lstmShapes('lstm', spec.channels[3], spec.units),
    ...denseShapes('emotion', spec.units, classes),
    ...denseShapes('speech', spec.units, 1),
  ];
}

/** The weights as they are learnt: batch normalisation apart. */
export function readStreamNet(tensors: TensorMap): StreamNetWeights<LflbWeights> {
  return {
    blocks: STREAM_BLOCKS.map((_, index) => readLflb(tensors, `block${index + 1}`)),
    lstm: readLstm(tensors, 'lstm'),
    emotion: readDense(tensors, 'emotion'),
    speech: readDense(tensors, 'speech'),
  };
}

/** The weights as they are served: batch normalisation folded. The new tensors belong to the caller. */
export function foldStreamNet(weights: StreamNetWeights<LflbWeights>): StreamNetWeights {
  return { ...weights, blocks: weights.blocks.map(foldBatchNorm) };
}

/**
 * Columns of whole sequences that start from silence (zeros before the first frame at every block).
 * @param frames shape [batch, frames, 128], normalised; what does not fill a column at the end is dropped.
 * @returns shape [batch, floor(frames / 8), channels of the last block].
 */
export function streamColumns<Block>(
  frames: tf.Tensor3D,
  blocks: readonly Block[],
  forward: BlockForward<Block>,
): tf.Tensor3D {
  return tf.tidy(() => {
    let features = tf.expandDims<tf.Tensor4D>(tf.transpose(frames, [0, 2, 1]), 3);
    for (const [index, shape] of STREAM_BLOCKS.entries())
      features = forward(features, blocks[index] as Block, shape);
    return tf.squeeze<tf.Tensor3D>(features, [1]);
  });
}

/** What the two heads say about one hidden state each: [batch, K] logits and [batch, 1] speech logits. */
export type StreamScores = Readonly<Record<'logits' | 'speech', tf.Tensor2D>>;

/** Both heads over hidden states of shape [batch, U]. */
export function streamHeads<Block>(hidden: tf.Tensor2D, weights: StreamNetWeights<Block>): StreamScores {
  return { logits: dense(hidden, weights.emotion), speech: dense(hidden, weights.speech) };
}

/**
 * The verdict about windows of frames, all columns computed anew.
 * @param frames shape [batch, frames, 128]: the window's 248 frames; or with `warmUp` 32 more before them, which only fill the blocks' memory.
 */
export function streamNet(
  frames: tf.Tensor3D,
  weights: StreamNetWeights,
  options: { readonly warmUp?: boolean } = {},
): StreamScores {
  return tf.tidy(() => {
    const columns = streamColumns(frames, weights.blocks, lflb);
    const skip = options.warmUp === true ? WARM_UP_COLUMNS : 0;
    const window = tf.slice(columns, [0, skip, 0], [-1, columns.shape[1] - skip, -1]);
    return streamHeads(lstm(window, weights.lstm), weights);
  });
}
