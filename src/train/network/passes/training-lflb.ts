/**
 * The local feature learning block in training, in plain operations: batch normalisation by the batch's own statistics. The reference for
 * the block over the SIMD kernels.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { BATCH_NORM_EPSILON, convolutionPadding, type BlockForward } from '../../../networks/lflb.js';

/**
 * What training changes in a block. The convolution's bias is not among it: batch normalisation subtracts the mean, and the bias
 * with it, so its gradient is zero and it stays zero.
 */
export interface TrainableLflb {
  readonly kernel: tf.Tensor4D;
  readonly gamma: tf.Tensor1D;
  readonly beta: tf.Tensor1D;
  /** Receives the batch's mean and (biased) variance of each channel of the convolution's output; they end with the pass. */
  readonly observe: (mean: tf.Tensor1D, variance: tf.Tensor1D) => void;
}

/** The block in plain operations. */
export const plainTrainingLflb: BlockForward<TrainableLflb> = (input, weights, shape) => {
  const convolved = tf.conv2d(input, weights.kernel, 1, convolutionPadding(shape));
  const { mean, variance } = tf.moments(convolved, [0, 1, 2]);
  weights.observe(mean as tf.Tensor1D, variance as tf.Tensor1D);
  const scale = tf.div(weights.gamma, tf.sqrt(tf.add(variance, BATCH_NORM_EPSILON)));
  const normalised = tf.add<tf.Tensor4D>(tf.mul(tf.sub(convolved, mean), scale), weights.beta);
  const pool: [number, number] = [shape.poolMels, shape.poolTime];
  return tf.elu(tf.maxPool(normalised, pool, pool, shape.pooling));
};
