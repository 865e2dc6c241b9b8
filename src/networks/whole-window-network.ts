import * as tf from '@tensorflow/tfjs-core';
import { readScores, type IncrementalNetwork, type NetworkScores } from './incremental-network.js';
import type { RowWindow } from './row-window.js';

/** One stream in a network that computes its whole window anew at every call: nothing of the last answer serves the next. */
export class WholeWindowNetwork implements IncrementalNetwork {
  readonly #window: RowWindow;
  readonly #logits: (rows: Float32Array) => tf.Tensor2D;

  /** @param logits the network: from the window's rows to logits of shape [1, K]. */
  constructor(window: RowWindow, logits: (rows: Float32Array) => tf.Tensor2D) {
    this.#window = window;
    this.#logits = logits;
  }

  async advance(rows: Float32Array): Promise<NetworkScores> {
    this.#window.push(rows);
    const scores = tf.tidy(() => tf.reshape<tf.Rank.R1>(this.#logits(this.#window.values), [-1]));
    return { ...(await readScores(scores, scores.size)), speech: null };
  }

  dispose(): void {
    // It remembers numbers, no tensors.
  }
}
