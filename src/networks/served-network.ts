/**
 * A manifest and its weights as a network that serves streams, whichever of the networks it is.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { EmotionError } from '../core/errors.js';
import { SILENCE } from '../core/feature-spec.js';
import type { Cnn2dSpec, ModelManifest } from '../core/manifest.js';
import type { Decibels, Frames } from '../core/units.js';
import { CNN_2D_FRAMES, foldCnn2d, readCnn2d } from './cnn-lstm-2d.js';
import { IncrementalCnnLstm2d } from './incremental-cnn-lstm-2d.js';
import type { IncrementalNetwork } from './incremental-network.js';
import { IncrementalStreamNet } from './incremental-stream-net.js';
import {
  FRAMES_PER_COLUMN,
  WARM_UP_COLUMNS,
  WINDOW_COLUMNS,
  foldStreamNet,
  readStreamNet,
} from './stream-net.js';
import type { TensorMap } from './tensors.js';
import type { WeightValues } from './weights.js';

/** A network with its weights on the current backend. */
export interface ServedNetwork {
  /** New frames come in whole groups of this many. */
  readonly framesPerColumn: Frames;
  /** Frames that a verdict looks back on. */
  readonly windowFrames: Frames;
  /** Frames that bring a new stream to the state of a lost one. */
  readonly replayFrames: Frames;
  /** A stream that starts at `firstFrame`. It must end before the network does. */
  open(firstFrame: Frames): IncrementalNetwork;
  /** Gives the weights back. */
  dispose(): void;
}

/**
 * Puts the weights on the current backend, batch normalisation folded.
 * @throws EmotionError `model-invalid` for a network that reads samples, which streams of frames do not carry.
 */
export function serveNetwork(manifest: ModelManifest, values: WeightValues): ServedNetwork {
  const { network } = manifest;
  switch (network.kind) {
    case 'stream':
      return serveStreamNet(manifest, values);
    case 'cnn-lstm-2d':
      return serveCnn2d(manifest, { values, pooling: network.pooling });
    default:
      throw new EmotionError(
        'model-invalid',
        `${manifest.id}: a ${network.kind} network cannot serve streams`,
      );
  }
}

function serveStreamNet(manifest: ModelManifest, values: WeightValues): ServedNetwork {
  const weights = keepResult(() => foldStreamNet(readStreamNet(toTensors(manifest, values))));
  return {
    framesPerColumn: FRAMES_PER_COLUMN,
    windowFrames: WINDOW_COLUMNS * FRAMES_PER_COLUMN,
    replayFrames: (WINDOW_COLUMNS + WARM_UP_COLUMNS) * FRAMES_PER_COLUMN,
    open: (firstFrame) => new IncrementalStreamNet(weights, firstFrame),
    dispose: () => {
      tf.dispose(weights as object as tf.TensorContainer);
    },
  };
}

function serveCnn2d(
  manifest: ModelManifest,
  { values, pooling }: { readonly values: WeightValues; readonly pooling: Cnn2dSpec['pooling'] },
): ServedNetwork {
  const weights = keepResult(() => foldCnn2d(readCnn2d(toTensors(manifest, values))));
  const silence = normalisedSilence(manifest);
  return {
    framesPerColumn: FRAMES_PER_COLUMN,
    windowFrames: CNN_2D_FRAMES,
    replayFrames: Math.ceil(CNN_2D_FRAMES / FRAMES_PER_COLUMN) * FRAMES_PER_COLUMN,
    open: () => new IncrementalCnnLstm2d(weights, { pooling, silence }),
    dispose: () => {
      tf.dispose(weights as object as tf.TensorContainer);
    },
  };
}

/** Digital silence as it reaches the network: -100 dB, or where the levelled front end stops. */
function normalisedSilence({ features: { spec, mean, std } }: ModelManifest): number {
  const { level } = spec as { readonly level?: { readonly lowest: Decibels } };
  return ((level?.lowest ?? SILENCE) - mean) / std;
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
