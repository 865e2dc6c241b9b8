import * as tf from '@tensorflow/tfjs-core';

/** A network's answer after new frames. */
export interface NetworkScores {
  /** One logit an emotion, for the window that ends with the newest frame. */
  readonly logits: Float32Array;
  /** Probability of speech in each new column, oldest first; `null` from a network without a speech head. */
  readonly speech: Float32Array | null;
}

/** One stream's way through a network: it remembers what the next frames need, and computes only what is new. */
export interface IncrementalNetwork {
  /** @param rows shape [n, width of the network's input] row-major, normalised; n a positive multiple of 8. */
  advance(rows: Float32Array): Promise<NetworkScores>;
  /** Gives the remembered tensors back. */
  dispose(): void;
}

/**
 * Reads logits and speech in one transfer, and disposes of the tensor.
 * @param scores shape [classes + columns].
 */
export async function readScores(
  scores: tf.Tensor1D,
  classes: number,
): Promise<{ readonly logits: Float32Array; readonly speech: Float32Array }> {
  try {
    const values = (await scores.data()) as Float32Array;
    return { logits: values.slice(0, classes), speech: values.slice(classes) };
  } finally {
    scores.dispose();
  }
}

/** [frames, mels] of one stream, row-major, as the blocks take it: [1, mels, frames, 1]. */
export function framesTensor(frames: Float32Array, mels: number): tf.Tensor4D {
  return tf.tidy(() =>
    tf.reshape(tf.transpose(tf.tensor2d(frames, [frames.length / mels, mels])), [1, mels, -1, 1]),
  );
}
