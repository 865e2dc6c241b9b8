/**
 * The paper's 2D network on a stream: the answer of the whole window that ends now, every 8 frames.
 *
 * Until 251 frames were heard the window is a clip in the making, silence behind it, and is computed anew at every hop.
 * The window's zero padding moves with it, so the columns at its two edges change at every hop. Those between do not: 8 frames
 * are a whole column of block 2, and the pools of the first two blocks stand on the same grid in every window. So blocks 1 and 2
 * run over two short slabs (the left edge; the new interior columns with the right edge), and blocks 3 and 4 over all columns.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { LOG_MEL } from '../core/feature-spec.js';
import type { Cnn2dSpec } from '../core/manifest.js';
import { CNN_2D_FRAMES, cnn2dBlocks, cnnLstm2dFolded, type Cnn2dWeights } from './cnn-lstm-2d.js';
import { toSequence } from './cnn-lstm.js';
import { dense } from './dense.js';
import {
  framesTensor,
  readScores,
  type IncrementalNetwork,
  type NetworkScores,
} from './incremental-network.js';
import { lflb, type LflbShape, type Padding } from './lflb.js';
import { lstm } from './lstm.js';
import type { RowWindow } from './row-window.js';

const MELS = LOG_MEL.mels;
/** Frames of a hop: one column of block 2. */
const HOP = 8;
/** Columns of block 2 that see neither edge of the window: those from 1 to 30. */
const INTERIOR = 30;

/**
 * Frames that blocks 1 and 2 need, through two convolutions of 3 and the pools' grid.
 * SAME: 251 -> 126 -> 32 columns; block 2 pools from one column before the window, and its last column sees the right padding.
 * VALID: 251 -> 125 -> 31 columns; what sees the right padding is dropped by the pools.
 */
const SLABS = {
  same: { left: 9, rightOfNew: 8, padRight: 1 },
  valid: { left: 11, rightOfNew: 6, padRight: 0 },
} as const;

/** How the window is read. */
export interface Cnn2dStreamOptions {
  readonly pooling: Cnn2dSpec['pooling'];
  /** The stream's own window of 251 frames. */
  readonly window: RowWindow;
}

/** One stream in the paper's 2D network. */
export class IncrementalCnnLstm2d implements IncrementalNetwork {
  readonly #weights: Cnn2dWeights;
  readonly #options: Cnn2dStreamOptions;
  readonly #blocks: readonly LflbShape[];
  readonly #window: RowWindow;
  /** Block 2's interior columns, [1, 16, 30, 64]; `null` before the first answer. */
  #interior: tf.Tensor4D | null = null;

  constructor(weights: Cnn2dWeights, options: Cnn2dStreamOptions) {
    this.#weights = weights;
    this.#options = options;
    this.#blocks = cnn2dBlocks(options.pooling);
    this.#window = options.window;
  }

  async advance(frames: Float32Array): Promise<NetworkScores> {
    this.#window.push(frames);
    const columns = frames.length / (HOP * MELS);
    const scores = tf.tidy((): tf.Tensor1D =>
      tf.reshape(this.#window.full ? this.#sliding(columns) : this.#filling(), [-1]),
    );
    return { ...(await readScores(scores, scores.size)), speech: null };
  }

  dispose(): void {
    this.#interior?.dispose();
    this.#interior = null;
  }

  #filling(): tf.Tensor2D {
    const window = tf.tensor3d(this.#window.values, [1, CNN_2D_FRAMES, MELS]);
    return cnnLstm2dFolded(window, this.#weights, this.#options.pooling);
  }

  #sliding(columns: number): tf.Tensor2D {
    const features = this.#blocks3And4(this.#blocks1And2(columns));
    const { lstm: cell, emotion } = this.#weights;
    return dense(lstm(toSequence(features), cell), emotion);
  }

  /** All columns of block 2: [1, 16, 32 or 31, 64]. */
  #blocks1And2(hops: number): tf.Tensor4D {
    const { left, rightOfNew, padRight } = SLABS[this.#options.pooling];
    const fresh = this.#interior === null ? INTERIOR : Math.min(hops, INTERIOR);
    const { values } = this.#window;
    const leftEdge = this.#slab(values.subarray(0, left * MELS), [1, 0]);
    const right = this.#slab(values.subarray(-(HOP * fresh + rightOfNew) * MELS), [0, padRight]);
    const interior = this.#remember(timeSlice(right, 0, fresh));
    return tf.concat([leftEdge, interior, timeSlice(right, fresh, right.shape[2])], 2);
  }

  #slab(frames: Float32Array, padTime: Padding): tf.Tensor4D {
    return this.#run(framesTensor(frames, MELS), [0, 1], padTime);
  }

  #remember(fresh: tf.Tensor4D): tf.Tensor4D {
    const before = this.#interior;
    const all = before === null ? fresh : tf.concat([before, fresh], 2);
    this.#interior = tf.keep(timeSlice(all, all.shape[2] - INTERIOR, all.shape[2]));
    before?.dispose();
    return this.#interior;
  }

  #blocks3And4(columns: tf.Tensor4D): tf.Tensor4D {
    return this.#run(columns, [2, 3], [1, 1]);
  }

  #run(input: tf.Tensor4D, blocks: readonly number[], padTime: Padding): tf.Tensor4D {
    return blocks.reduce((features, index) => {
      const weights = this.#weights.blocks[index] as Cnn2dWeights['blocks'][number];
      return lflb(features, weights, { ...(this.#blocks[index] as LflbShape), padTime });
    }, input);
  }
}

function timeSlice(features: tf.Tensor4D, from: number, to: number): tf.Tensor4D {
  return tf.slice(features, [0, 0, from, 0], [-1, -1, to - from, -1]);
}
