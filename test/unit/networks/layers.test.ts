import * as keras from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkSpec } from '../../../src/core/manifest.js';
import { cnnLstm2dFolded, foldCnn2d, readCnn2d } from '../../../src/networks/cnn-lstm-2d.js';
import { BATCH_NORM_EPSILON, foldBatchNorm, lflb, type LflbShape } from '../../../src/networks/lflb.js';
import { lstm, lstmStates } from '../../../src/networks/lstm.js';
import {
  foldStreamNet,
  readStreamNet,
  streamNet,
  streamNetShapes,
} from '../../../src/networks/stream-net.js';
import { countTrainable, readLflb, readLstm, type TensorMap } from '../../../src/networks/tensors.js';
import { networkShapes } from '../../../src/networks/weights.js';
import { greatestDifference, useBackend } from '../../support/backends.js';
import { randomFrames, randomModel, type RandomModel } from '../../support/random-model.js';

const MELS = 128;
const STREAM: NetworkSpec = { kind: 'stream', channels: [8, 12, 16, 24], units: 32 };

beforeAll(() => useBackend('wasm'));
afterAll(() => {
  tf.disposeVariables();
});

function tensorsOf({ manifest, values }: RandomModel): TensorMap {
  return new Map(
    manifest.weights.tensors.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], [...shape])]),
  );
}

/** An LFLB in the paper's order as Keras layers: batch normalisation and ELU before the pool. */
function lflbLayers(name: string, filters: number, shape: LflbShape): keras.layers.Layer[] {
  const padded = shape.padTime[0] === 2;
  return [
    ...(padded
      ? [
          keras.layers.zeroPadding2d({
            padding: [
              [1, 1],
              [2, 0],
            ],
            name: `${name}/pad`,
          }),
        ]
      : []),
    keras.layers.conv2d({ filters, kernelSize: 3, padding: padded ? 'valid' : 'same', name }),
    keras.layers.batchNormalization({ epsilon: BATCH_NORM_EPSILON, name: `${name}/norm` }),
    keras.layers.elu({ name: `${name}/elu` }),
    keras.layers.maxPooling2d({
      poolSize: [shape.poolMels, shape.poolTime],
      strides: [shape.poolMels, shape.poolTime],
      padding: shape.pooling,
      name: `${name}/pool`,
    }),
  ];
}

/** Blocks -> LSTM with the logistic sigmoid -> logits. */
function reference(tensors: TensorMap, blocks: readonly LflbShape[], frames: number): keras.LayersModel {
  const input = keras.input({ shape: [MELS, frames, 1] });
  let features: keras.SymbolicTensor = input;
  for (const [index, shape] of blocks.entries())
    for (const layer of lflbLayers(
      `block${index + 1}`,
      tensors.get(`block${index + 1}/bias`)?.size ?? 0,
      shape,
    ))
      features = layer.apply(features) as keras.SymbolicTensor;
  const [, mels, steps, channels] = features.shape as [null, number, number, number];
  const timeMajor = keras.layers.permute({ dims: [2, 1, 3] }).apply(features) as keras.SymbolicTensor;
  const sequence = keras.layers.reshape({ targetShape: [steps, mels * channels] }).apply(timeMajor);
  const units = (tensors.get('lstm/bias')?.size ?? 0) / 4;
  const state = keras.layers
    .lstm({ units, recurrentActivation: 'sigmoid', recurrentInitializer: 'zeros', name: 'lstm' })
    .apply(sequence);
  const logits = keras.layers
    .dense({ units: tensors.get('emotion/bias')?.size ?? 0, name: 'emotion' })
    .apply(state);
  const model = keras.model({ inputs: input, outputs: logits as keras.SymbolicTensor });
  setWeights(model, tensors, blocks.length);
  return model;
}

function setWeights(model: keras.LayersModel, tensors: TensorMap, blocks: number): void {
  const set = (layer: string, names: readonly string[]) => {
    model.getLayer(layer).setWeights(names.map((name) => tensors.get(name) as tf.Tensor));
  };
  for (let index = 1; index <= blocks; index++) {
    const of = (...parts: string[]) => parts.map((part) => `block${index}/${part}`);
    set(`block${index}`, of('kernel', 'bias'));
    set(`block${index}/norm`, of('gamma', 'beta', 'mean', 'variance'));
  }
  set('lstm', ['lstm/kernel', 'lstm/recurrent', 'lstm/bias']);
  set('emotion', ['emotion/kernel', 'emotion/bias']);
}

function predict(model: keras.LayersModel, frames: tf.Tensor3D): ArrayLike<number> {
  const image = tf.expandDims(tf.transpose(frames, [0, 2, 1]), 3);
  return (model.predict(image) as tf.Tensor).dataSync();
}

const shapes = (
  pools: readonly (readonly [number, number])[],
  padTime: LflbShape['padTime'],
  pooling: 'same' | 'valid',
) =>
  pools.map(([poolMels, poolTime]): LflbShape => ({ padMels: [1, 1], padTime, poolMels, poolTime, pooling }));
const PAPER = [
  [2, 2],
  [4, 4],
  [4, 4],
  [4, 4],
] as const;
const CAUSAL = [
  [2, 2],
  [4, 2],
  [4, 2],
  [4, 1],
] as const;

describe('equal to Keras layers with the same weights within 1e-5', () => {
  it.each(['same', 'valid'] as const)("the paper's 2D network, %s pooling", (pooling) => {
    tf.tidy(() => {
      const tensors = tensorsOf(randomModel({ kind: 'cnn-lstm-2d', pooling }, 1));
      const window = tf.tensor3d(randomFrames(2 * 251, 2), [2, 251, MELS]);
      const model = reference(tensors, shapes(PAPER, [1, 1], pooling), 251);
      const logits = cnnLstm2dFolded(window, foldCnn2d(readCnn2d(tensors)), pooling);
      expect(logits.shape).toEqual([2, 7]);
      expect(greatestDifference(logits.dataSync(), predict(model, window))).toBeLessThan(1e-5);
    });
  });

  it('the streaming network', () => {
    tf.tidy(() => {
      const tensors = tensorsOf(randomModel(STREAM, 3));
      const window = tf.tensor3d(randomFrames(2 * 248, 4), [2, 248, MELS]);
      const model = reference(tensors, shapes(CAUSAL, [2, 0], 'valid'), 248);
      const { logits, speech } = streamNet(window, foldStreamNet(readStreamNet(tensors)));
      expect(greatestDifference(logits.dataSync(), predict(model, window))).toBeLessThan(1e-5);
      expect(speech.shape).toEqual([2, 1]);
    });
  });

  it('an LFLB, in the order of the paper', () => {
    tf.tidy(() => {
      const tensors = tensorsOf(randomModel(STREAM, 5));
      const shape: LflbShape = {
        padMels: [1, 1],
        padTime: [1, 1],
        poolMels: 3,
        poolTime: 2,
        pooling: 'same',
      };
      const model = keras.sequential();
      for (const layer of [
        keras.layers.inputLayer({ inputShape: [20, 13, 1] }),
        ...lflbLayers('block1', 8, shape),
      ])
        model.add(layer);
      const of = (...parts: string[]) => parts.map((part) => tensors.get(`block1/${part}`) as tf.Tensor);
      model.getLayer('block1').setWeights(of('kernel', 'bias'));
      model.getLayer('block1/norm').setWeights(of('gamma', 'beta', 'mean', 'variance'));
      const input = tf.tensor4d(randomFrames(5, 6).slice(0, 2 * 20 * 13), [2, 20, 13, 1]);
      const output = lflb(input, foldBatchNorm(readLflb(tensors, 'block1')), shape);
      const expected = model.predict(input) as tf.Tensor;
      expect(output.shape).toEqual(expected.shape);
      expect(greatestDifference(output.dataSync(), expected.dataSync())).toBeLessThan(1e-5);
    });
  });

  it('an LSTM, its last state and all its states', () => {
    tf.tidy(() => {
      const tensors = tensorsOf(randomModel(STREAM, 7));
      const sequence = tf.tensor3d(randomFrames(3, 8).slice(0, 2 * 6 * 24), [2, 6, 24]);
      const layer = keras.layers.lstm({
        units: 32,
        recurrentActivation: 'sigmoid',
        recurrentInitializer: 'zeros',
        returnSequences: true,
      });
      const model = keras.sequential({ layers: [keras.layers.inputLayer({ inputShape: [6, 24] }), layer] });
      layer.setWeights(
        ['kernel', 'recurrent', 'bias'].map((part) => tensors.get(`lstm/${part}`) as tf.Tensor),
      );
      const expected = model.predict(sequence) as tf.Tensor3D;
      const weights = readLstm(tensors, 'lstm');
      expect(greatestDifference(lstmStates(sequence, weights).dataSync(), expected.dataSync())).toBeLessThan(
        1e-5,
      );
      const last = tf.slice(expected, [0, 5, 0], [2, 1, 32]).dataSync();
      expect(greatestDifference(lstm(sequence, weights).dataSync(), last)).toBeLessThan(1e-5);
    });
  });
});

describe('trainable parameters', () => {
  it("are 655 815 in the paper's 2D network with seven classes", () => {
    const network: NetworkSpec = { kind: 'cnn-lstm-2d', pooling: 'same' };
    expect(countTrainable(networkShapes(network, 7))).toBe(655_815);
  });

  it('are those of the blocks, the LSTM and both heads in the streaming network', () => {
    const blocks = [1, 32, 48, 64].map((input, index) => {
      const output = [32, 48, 64, 96][index] ?? NaN;
      return 9 * input * output + 3 * output;
    });
    const rest = (96 + 128 + 1) * 4 * 128 + (128 + 1) * 7 + (128 + 1);
    const spec = { kind: 'stream', channels: [32, 48, 64, 96], units: 128 } as const;
    expect(countTrainable(streamNetShapes(spec, 7))).toBe(blocks.reduce((sum, count) => sum + count, rest));
  });
});
