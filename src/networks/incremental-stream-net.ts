/**
 * The streaming network, advanced by new frames alone: every column of every block is computed once.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Frames } from '../core/units.js';
import {
  framesTensor,
  readScores,
  type IncrementalNetwork,
  type NetworkScores,
} from './incremental-network.js';
import { lflb } from './lflb.js';
import { lstmInputs, lstmSteps } from './lstm.js';
import {
  STREAM_BLOCKS,
  STREAM_MELS,
  WARM_UP_COLUMNS,
  WINDOW_COLUMNS,
  streamHeads,
  type StreamNetWeights,
} from './stream-net.js';

/** Input columns that a causal convolution of 3 looks back on. */
const PAST = 2;

/** What the LSTM reads of one column, kept while the window holds it. */
interface Column {
  /** Shape [1, 4 U]. */
  readonly inputs: tf.Tensor2D;
  /** The blocks' memory reached back before the stream's start when this column was computed. */
  readonly warmUp: boolean;
}

/** One stream in the streaming network. */
export class IncrementalStreamNet implements IncrementalNetwork {
  readonly #weights: StreamNetWeights;
  readonly #classes: number;
  /** The last two input columns of each block: [1, mels', 2, channels]. */
  #past: readonly tf.Tensor4D[];
  #columns: readonly Column[] = [];
  #warmUp: number;

  /**
   * @param firstFrame where the stream starts. From frame 0 the silence before it is part of the stream; from any other
   * frame the first 4 columns lack their past, so they are used only while there are no others.
   */
  constructor(weights: StreamNetWeights, firstFrame: Frames) {
    this.#weights = weights;
    this.#classes = weights.emotion.bias.shape[0];
    this.#past = weights.blocks.map((block, index) =>
      tf.zeros([1, bandsInto(index), PAST, block.kernel.shape[2]]),
    );
    this.#warmUp = firstFrame === 0 ? 0 : WARM_UP_COLUMNS;
  }

  advance(frames: Float32Array): Promise<NetworkScores> {
    const scores = tf.tidy(() => {
      const fresh = this.#freshColumns(framesTensor(frames, STREAM_MELS));
      const columns = [...this.#columns, ...fresh];
      const answer = this.#answer(columns, fresh.length);
      this.#columns = columns.slice(1 - WINDOW_COLUMNS);
      for (const { inputs } of columns.slice(0, 1 - WINDOW_COLUMNS)) inputs.dispose();
      return answer;
    });
    return readScores(scores, this.#classes);
  }

  dispose(): void {
    for (const past of this.#past) past.dispose();
    for (const { inputs } of this.#columns) inputs.dispose();
    this.#columns = [];
  }

  /** The blocks over the new frames and what each remembers of its input. */
  #freshColumns(frames: tf.Tensor4D): Column[] {
    let features = frames;
    const past = STREAM_BLOCKS.map((shape, index) => {
      const input = tf.concat([this.#past[index] as tf.Tensor4D, features], 2);
      features = lflb(input, this.#weights.blocks[index] as StreamNetWeights['blocks'][number], {
        ...shape,
        padTime: [0, 0],
      });
      return tf.keep(tf.slice(input, [0, 0, input.shape[2] - PAST, 0]));
    });
    for (const forgotten of this.#past) forgotten.dispose();
    this.#past = past;
    return this.#toColumns(tf.squeeze(features, [0, 1]));
  }

  #toColumns(features: tf.Tensor2D): Column[] {
    const inputs = lstmInputs(features, this.#weights.lstm);
    return tf.split(inputs, inputs.shape[0]).map((column) => ({
      inputs: tf.keep(column) as tf.Tensor2D,
      warmUp: this.#warmUp-- > 0,
    }));
  }

  /** Logits of the newest column, then the speech probability of each of the `fresh` newest, each read with its own window. */
  #answer(columns: readonly Column[], fresh: number): tf.Tensor1D {
    const ends = columns.slice(-fresh).map((_, index) => columns.length - fresh + index + 1);
    const hidden = ends.map((end) => this.#lastState(columns.slice(Math.max(0, end - WINDOW_COLUMNS), end)));
    const { logits, speech } = streamHeads(tf.concat(hidden), this.#weights);
    const newest = tf.slice(logits, [fresh - 1, 0], [1, this.#classes]);
    return tf.concat([tf.reshape(newest, [-1]), tf.reshape(tf.sigmoid(speech), [-1])]);
  }

  /** The LSTM from a zero state over a window, without its warm-up columns where it has others. */
  #lastState(window: readonly Column[]): tf.Tensor2D {
    const warm = window.filter(({ warmUp }) => !warmUp);
    const inputs = (warm.length > 0 ? warm : window).map((column) => column.inputs);
    return lstmSteps(inputs, this.#weights.lstm).at(-1) as tf.Tensor2D;
  }
}

/** Mel bands that enter block `index`. */
function bandsInto(index: number): number {
  return STREAM_BLOCKS.slice(0, index).reduce((bands, { poolMels }) => bands / poolMels, STREAM_MELS);
}
