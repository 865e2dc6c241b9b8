/**
 * A manifest and its weights as a network that serves streams, whichever of the networks it is.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { LOG_MEL, WINDOW_SAMPLES, rowWidth } from '../core/feature-spec.js';
import type { ModelManifest } from '../core/manifest.js';
import type { Frames } from '../core/units.js';
import { cnnLstm1dFolded, foldCnn1d, readCnn1d } from './cnn-lstm-1d.js';
import { CNN_2D_FRAMES, foldCnn2d, readCnn2d } from './cnn-lstm-2d.js';
import { foldFusion, fusionFolded, readFusion } from './fusion.js';
import { IncrementalCnnLstm2d } from './incremental-cnn-lstm-2d.js';
import type { IncrementalNetwork } from './incremental-network.js';
import { IncrementalStreamNet } from './incremental-stream-net.js';
import { inputScales, silentRow } from './network-input.js';
import { RowWindow } from './row-window.js';
import {
  FRAMES_PER_COLUMN,
  WARM_UP_COLUMNS,
  WINDOW_COLUMNS,
  foldStreamNet,
  readStreamNet,
} from './stream-net.js';
import type { TensorMap } from './tensors.js';
import type { WeightValues } from './weights.js';
import { WholeWindowNetwork } from './whole-window-network.js';

/** A network with its weights on the current backend. */
export interface ServedNetwork {
  /** New rows come in whole groups of this many. */
  readonly framesPerColumn: Frames;
  /** Rows that a verdict looks back on. */
  readonly windowFrames: Frames;
  /** Rows that bring a new stream to the state of a lost one. */
  readonly replayFrames: Frames;
  /** Values of a row. */
  readonly rowWidth: number;
  /** Whether a verdict computes what is new alone; otherwise it computes the whole window, and is asked for less often. */
  readonly incremental: boolean;
  /** A stream that starts at `firstFrame`. It must end before the network does. */
  open(firstFrame: Frames): IncrementalNetwork;
  /** Gives the weights back. */
  dispose(): void;
}

/** Columns from one answer about a recording to the next, of a network that is not incremental: 1 s. What is fitted is served by it. */
export const RECORDED_HOP = 4;

/** Rows of the samples' window: 8 s of 512. */
const SAMPLE_ROWS: Frames = WINDOW_SAMPLES / LOG_MEL.hop;

/** Puts the weights on the current backend, batch normalisation folded. */
export function serveNetwork(manifest: ModelManifest, values: WeightValues): ServedNetwork {
  const { network } = manifest;
  const tensors = () => toTensors(manifest, values);
  switch (network.kind) {
    case 'stream':
      return serveStreamNet(manifest, tensors);
    case 'cnn-lstm-2d':
      return serveCnn2d(manifest, { tensors, pooling: network.pooling });
    case 'cnn-lstm-1d':
      return serveCnn1d(manifest, { tensors, pooling: network.pooling });
    case 'fusion':
      return serveFusion(manifest, { tensors, pooling: network.pooling });
  }
}

function serveStreamNet(manifest: ModelManifest, tensors: () => TensorMap): ServedNetwork {
  const weights = keepResult(() => foldStreamNet(readStreamNet(tensors())));
  return {
    ...shared(manifest, weights),
    windowFrames: WINDOW_COLUMNS * FRAMES_PER_COLUMN,
    replayFrames: (WINDOW_COLUMNS + WARM_UP_COLUMNS) * FRAMES_PER_COLUMN,
    incremental: true,
    open: (firstFrame) => new IncrementalStreamNet(weights, firstFrame),
  };
}

/** How a network for clips is served. */
interface ClipOptions {
  readonly tensors: () => TensorMap;
  readonly pooling: 'same' | 'valid';
}

function serveCnn2d(manifest: ModelManifest, { tensors, pooling }: ClipOptions): ServedNetwork {
  const weights = keepResult(() => foldCnn2d(readCnn2d(tensors())));
  return {
    ...shared(manifest, weights),
    ...windowOf(CNN_2D_FRAMES),
    incremental: true,
    open: () => {
      const window = new RowWindow(CNN_2D_FRAMES, silentRow(manifest.features));
      return new IncrementalCnnLstm2d(weights, { pooling, window });
    },
  };
}

function serveCnn1d(manifest: ModelManifest, { tensors, pooling }: ClipOptions): ServedNetwork {
  const weights = keepResult(() => foldCnn1d(readCnn1d(tensors())));
  const logits = (rows: Float32Array) =>
    cnnLstm1dFolded(tf.tensor2d(rows, [1, WINDOW_SAMPLES]), weights, pooling);
  return {
    ...shared(manifest, weights),
    ...windowOf(SAMPLE_ROWS),
    incremental: false,
    open: () => new WholeWindowNetwork(new RowWindow(SAMPLE_ROWS, silentRow(manifest.features)), logits),
  };
}

/** The samples are those between the first and the last frame's centre: 250 rows of the 251, as in a clip. */
function serveFusion(manifest: ModelManifest, { tensors, pooling }: ClipOptions): ServedNetwork {
  const weights = keepResult(() => foldFusion(readFusion(tensors())));
  const { mels } = LOG_MEL;
  const logits = (values: Float32Array) => {
    const rows = tf.tensor2d(values, [CNN_2D_FRAMES, values.length / CNN_2D_FRAMES]);
    const frames = tf.slice(rows, [0, 0], [-1, mels]);
    const samples = tf.slice(rows, [0, mels], [SAMPLE_ROWS, -1]);
    return fusionFolded(
      {
        samples: tf.reshape<tf.Rank.R2>(samples, [1, WINDOW_SAMPLES]),
        frames: tf.reshape<tf.Rank.R3>(frames, [1, CNN_2D_FRAMES, mels]),
      },
      weights,
      pooling,
    );
  };
  return {
    ...shared(manifest, weights),
    ...windowOf(CNN_2D_FRAMES),
    incremental: false,
    open: () => new WholeWindowNetwork(new RowWindow(CNN_2D_FRAMES, silentRow(manifest.features)), logits),
  };
}

function shared(
  { features }: ModelManifest,
  weights: object,
): Pick<ServedNetwork, 'framesPerColumn' | 'rowWidth' | 'dispose'> {
  return {
    framesPerColumn: FRAMES_PER_COLUMN,
    rowWidth: rowWidth(inputScales(features)),
    dispose: () => {
      tf.dispose(weights as tf.TensorContainer);
    },
  };
}

function windowOf(rows: Frames): Pick<ServedNetwork, 'windowFrames' | 'replayFrames'> {
  return { windowFrames: rows, replayFrames: Math.ceil(rows / FRAMES_PER_COLUMN) * FRAMES_PER_COLUMN };
}

function toTensors({ weights }: ModelManifest, values: WeightValues): TensorMap {
  return new Map(
    weights.tensors.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], [...shape])]),
  );
}

/** What `make` returns; whatever else it makes is given back. (TensorFlow's types know no readonly containers.) */
function keepResult<T extends object>(make: () => T): T {
  return tf.tidy(make as () => object as () => tf.TensorContainer) as object as T;
}
