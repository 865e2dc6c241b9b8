import * as tf from '@tensorflow/tfjs-core';

/** x - max - log(sum(exp(x - max))); written out because the library's own form lacks a kernel on the wasm backend. */
export function logSoftmax(logits: tf.Tensor2D): tf.Tensor2D {
  const shifted = tf.sub<tf.Tensor2D>(logits, tf.max(logits, 1, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
}
