import * as keras from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkSpec } from '../../../src/core/manifest.js';
import { cnnLstm1dFolded, foldCnn1d, readCnn1d } from '../../../src/networks/cnn-lstm-1d.js';
import { cnnLstm2dFolded, foldCnn2d, readCnn2d } from '../../../src/networks/cnn-lstm-2d.js';
import { foldFusion, fusionFolded, readFusion } from '../../../src/networks/fusion.js';
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
  const state = lstmLayer('lstm', tensors).apply(sequence);
  const logits = keras.layers
    .dense({ units: tensors.get('emotion/bias')?.size ?? 0, name: 'emotion' })
    .apply(state);
  const model = keras.model({ inputs: input, outputs: logits as keras.SymbolicTensor });
  setWeights(model, tensors, blocks.length);
  return model;
}

function lstmLayer(name: string, tensors: TensorMap): keras.layers.Layer {
  const units = (tensors.get(`${name}/bias`)?.size ?? 0) / 4;
  return keras.layers.lstm({
    units,
    recurrentActivation: 'sigmoid',
    recurrentInitializer: 'zeros',
    name,
  });
}

function setWeights(model: keras.LayersModel, tensors: TensorMap, blocks: number): void {
  setBranchWeights(model, tensors, { blocks, prefix: '' });
  setLayer(model, 'emotion', [tensors.get('emotion/kernel'), tensors.get('emotion/bias')]);
}

function setBranchWeights(
  model: keras.LayersModel,
  tensors: TensorMap,
  { blocks, prefix }: { readonly blocks: number; readonly prefix: string },
): void {
  const of = (layer: string, ...parts: string[]) => parts.map((part) => tensors.get(`${layer}/${part}`));
  for (let index = 1; index <= blocks; index++) {
    const block = `${prefix}block${index}`;
    setLayer(model, block, of(block, 'kernel', 'bias'));
    setLayer(model, `${block}/norm`, of(block, 'gamma', 'beta', 'mean', 'variance'));
  }
  setLayer(model, `${prefix}lstm`, of(`${prefix}lstm`, 'kernel', 'recurrent', 'bias'));
}

/** Values into a layer; a kernel of height 1 becomes that of a 1D convolution. */
function setLayer(model: keras.LayersModel, name: string, values: readonly (tf.Tensor | undefined)[]): void {
  const layer = model.getLayer(name);
  layer.setWeights(
    values.map((value, index) => tf.reshape(value as tf.Tensor, layer.weights[index]?.shape as number[])),
  );
}

/** The paper's Table 1 with Keras's own 1D layers, up to the LSTM's last state. */
function reference1d(prefix: string, tensors: TensorMap): Record<'input' | 'state', keras.SymbolicTensor> {
  const input = keras.input({ shape: [128_000, 1] });
  const layers = [64, 64, 128, 128].flatMap((filters, index) => {
    const name = `${prefix}block${index + 1}`;
    return [
      keras.layers.conv1d({ filters, kernelSize: 3, padding: 'same', name }),
      keras.layers.batchNormalization({ epsilon: BATCH_NORM_EPSILON, name: `${name}/norm` }),
      keras.layers.elu(),
      keras.layers.maxPooling1d({ poolSize: 4, strides: 4, padding: 'same' }),
    ];
  });
  const state = [...layers, lstmLayer(`${prefix}lstm`, tensors)].reduce(
    (features, layer) => layer.apply(features) as keras.SymbolicTensor,
    input,
  );
  return { input, state };
}

/** The paper's Table 2, up to the LSTM's last state. */
function reference2d(
  prefix: string,
  tensors: TensorMap,
  pooling: 'same' | 'valid',
): Record<'input' | 'state', keras.SymbolicTensor> {
  const input = keras.input({ shape: [MELS, 251, 1] });
  const layers = [64, 64, 128, 128].flatMap((filters, index) =>
    lflbLayers(`${prefix}block${index + 1}`, filters, shapes(PAPER, [1, 1], pooling)[index] as LflbShape),
  );
  const toSequence = [
    keras.layers.permute({ dims: [2, 1, 3] }),
    keras.layers.reshape({ targetShape: [pooling === 'same' ? 2 : 1, 128] }),
  ];
  const state = [...layers, ...toSequence, lstmLayer(`${prefix}lstm`, tensors)].reduce(
    (features, layer) => layer.apply(features) as keras.SymbolicTensor,
    input,
  );
  return { input, state };
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

  it("the paper's 1D network", () => {
    tf.tidy(() => {
      const tensors = tensorsOf(randomModel({ kind: 'cnn-lstm-1d', pooling: 'same' }, 11));
      const samples = tf.tensor2d(randomFrames(1000, 12), [1, 128_000]);
      const { input, state } = reference1d('', tensors);
      const logits = keras.layers.dense({ units: 7, name: 'emotion' }).apply(state);
      const model = keras.model({ inputs: input, outputs: logits as keras.SymbolicTensor });
      setWeights(model, tensors, 4);
      const expected = model.predict(tf.reshape(samples, [1, 128_000, 1])) as tf.Tensor;
      const actual = cnnLstm1dFolded(samples, foldCnn1d(readCnn1d(tensors)), 'same');
      expect(actual.shape).toEqual([1, 7]);
      expect(greatestDifference(actual.dataSync(), expected.dataSync())).toBeLessThan(1e-5);
    });
  });

  // 128 000 samples fill all pools of the 1D network: nothing is padded there.
  it.each(['same', 'valid'] as const)('the fusion of both, %s pooling', (pooling) => {
    tf.tidy(() => {
      const tensors = tensorsOf(randomModel({ kind: 'fusion', pooling }, 13));
      const samples = tf.tensor2d(randomFrames(1000, 14), [1, 128_000]);
      const frames = tf.tensor3d(randomFrames(251, 15), [1, 251, MELS]);
      const branches = [reference1d('1d/', tensors), reference2d('2d/', tensors, pooling)];
      const joined = keras.layers.concatenate().apply(branches.map(({ state }) => state));
      const logits = keras.layers.dense({ units: 7, name: 'emotion' }).apply(joined);
      const model = keras.model({
        inputs: branches.map(({ input }) => input),
        outputs: logits as keras.SymbolicTensor,
      });
      for (const prefix of ['1d/', '2d/']) setBranchWeights(model, tensors, { blocks: 4, prefix });
      setLayer(model, 'emotion', [tensors.get('emotion/kernel'), tensors.get('emotion/bias')]);
      const inputs = [
        tf.reshape(samples, [1, 128_000, 1]),
        tf.expandDims(tf.transpose(frames, [0, 2, 1]), 3),
      ];
      const expected = model.predict(inputs) as tf.Tensor;
      const actual = fusionFolded({ samples, frames }, foldFusion(readFusion(tensors)), pooling);
      expect(greatestDifference(actual.dataSync(), expected.dataSync())).toBeLessThan(1e-5);
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
  it.each([
    ["the paper's 1D network", 'cnn-lstm-1d', 483_399],
    ["the paper's 2D network", 'cnn-lstm-2d', 655_815],
    // Both networks without their layers of 7 x 257 numbers, and one of 7 x 513.
    ['the fusion', 'fusion', 483_399 + 655_815 - 2 * 7 * 257 + 7 * 513],
  ] as const)('of %s with seven classes', (_, kind, count) => {
    expect(countTrainable(networkShapes({ kind, pooling: 'same' }, 7))).toBe(count);
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
