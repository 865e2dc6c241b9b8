import * as tf from '@tensorflow/tfjs-core';

/** A fully connected layer of K outputs over U inputs. */
export interface DenseWeights {
  /** Shape [U, K]. */
  readonly kernel: tf.Tensor2D;
  /** Shape [K]. */
  readonly bias: tf.Tensor1D;
}

/**
 * input x kernel + bias.
 * @param input shape [batch, U].
 * @returns shape [batch, K].
 */
export function dense(input: tf.Tensor2D, weights: DenseWeights): tf.Tensor2D {
  return tf.tidy(() => tf.add<tf.Tensor2D>(tf.matMul(input, weights.kernel), weights.bias));
}
