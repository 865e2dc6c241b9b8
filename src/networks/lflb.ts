/**
 * The local feature learning block: convolution -> batch normalisation -> ELU -> max pooling (paper, Fig. 3 and eqs. 1-5).
 *
 * At inference batch normalisation is an affine map a channel, so it is folded into the convolution once, at load time.
 * ELU is monotonic, so pooling first gives the same numbers and takes the exponential of a quarter or a sixteenth of them.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';

/** Added to the variance by batch normalisation (the Keras default, which the paper uses). */
export const BATCH_NORM_EPSILON = 1e-3;

/** The learnt numbers of one block; every vector has one entry a channel. */
export interface LflbWeights {
  /** Shape [kernelHeight, kernelWidth, channelsIn, channelsOut]. */
  readonly kernel: tf.Tensor4D;
  readonly bias: tf.Tensor1D;
  readonly gamma: tf.Tensor1D;
  readonly beta: tf.Tensor1D;
  /** Moving mean and variance of the convolution's outputs. */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** A block whose batch normalisation is folded into its convolution. */
export interface FoldedLflb {
  readonly kernel: tf.Tensor4D;
  readonly bias: tf.Tensor1D;
}

/** Zeros before and after an axis. */
export type Padding = readonly [before: number, after: number];

/** The fixed geometry of a block over [batch, mels, time, channels]. */
export interface LflbShape {
  /** Convolution padding in frequency and in time: [1, 1] is SAME for a kernel of 3, [2, 0] is causal, [0, 0] is VALID. */
  readonly padMels: Padding;
  readonly padTime: Padding;
  /** Pool size and stride. */
  readonly poolMels: number;
  readonly poolTime: number;
  readonly pooling: 'same' | 'valid';
}

/** How a block of weights `W` is computed: folded at inference, with batch statistics in training. */
export type BlockForward<W> = (input: tf.Tensor4D, weights: W, shape: LflbShape) => tf.Tensor4D;

/** kernel' = kernel * gamma / sqrt(variance + eps); bias' = beta + (bias - mean) * gamma / sqrt(variance + eps). */
export function foldBatchNorm(weights: LflbWeights): FoldedLflb {
  return tf.tidy(() => {
    const scale = tf.div(weights.gamma, tf.sqrt(tf.add(weights.variance, BATCH_NORM_EPSILON)));
    return {
      kernel: tf.mul<tf.Tensor4D>(weights.kernel, scale),
      bias: tf.add<tf.Tensor1D>(weights.beta, tf.mul(tf.sub(weights.bias, weights.mean), scale)),
    };
  });
}

/** The explicit form of a block's convolution padding, as `tf.conv2d` takes it for NHWC. */
export function convolutionPadding(shape: LflbShape): [Padding4, Padding4, Padding4, Padding4] {
  return [[0, 0], [...shape.padMels], [...shape.padTime], [0, 0]];
}
type Padding4 = [number, number];

/**
 * One block at inference.
 * @param input shape [batch, mels, time, channelsIn].
 * @returns shape [batch, mels', time', channelsOut].
 */
export function lflb(input: tf.Tensor4D, weights: FoldedLflb, shape: LflbShape): tf.Tensor4D {
  return tf.tidy(() => {
    const convolved = tf.conv2d(input, weights.kernel, 1, convolutionPadding(shape));
    const pool: [number, number] = [shape.poolMels, shape.poolTime];
    return tf.elu(tf.maxPool(tf.add<tf.Tensor4D>(convolved, weights.bias), pool, pool, shape.pooling));
  });
}
