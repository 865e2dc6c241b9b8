import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowWidth, type Scale } from '../../../src/core/feature-spec.js';
import { cnnLstm1dFolded, foldCnn1d, readCnn1d } from '../../../src/networks/cnn-lstm-1d.js';
import { foldFusion, fusionFolded, readFusion } from '../../../src/networks/fusion.js';
import { inputScales } from '../../../src/networks/network-input.js';
import { serveNetwork, type ServedNetwork } from '../../../src/networks/served-network.js';
import { greatestDifference, useBackend } from '../../support/backends.js';
import { randomFrames, randomModel, type RandomModel } from '../../support/random-model.js';

const SAMPLES = 128_000;
const silenceOf = ({ mean }: Scale, std: number, value: number): number => (value - mean) / std;

beforeAll(() => useBackend('wasm'));
afterAll(() => {
  expect(tf.memory().numTensors).toBe(0);
});

function tensorsOf({ manifest, values }: RandomModel): Map<string, tf.Tensor> {
  return new Map(
    manifest.weights.tensors.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], [...shape])]),
  );
}

/** Values of a window that `heard` fills from its start, or more than fills. */
function windowOf(heard: Float32Array, length: number, silence: number): Float32Array {
  const window = new Float32Array(length).fill(silence);
  window.set(heard.subarray(-length));
  return window;
}

/** The answers of a stream that gets `hops` columns at a time. */
async function answers(
  network: ServedNetwork,
  rows: Float32Array,
  hops: readonly number[],
): Promise<Float32Array[]> {
  const stream = network.open(0);
  const given: Float32Array[] = [];
  let at = 0;
  for (const columns of hops) {
    const { logits, speech } = await stream.advance(
      rows.subarray(at, (at += columns * 8 * network.rowWidth)),
    );
    expect(speech).toBeNull();
    given.push(logits);
  }
  stream.dispose();
  return given;
}

/** Short of the window, just over it, far over it by one leap. */
const HOPS = [3, 20, 9, 1, 40];
const ENDS = [3, 23, 32, 33, 73].map((columns) => columns * 8);

describe("the paper's 1D network on a stream", () => {
  it('answers of the last 8 s; before that of a clip with silence behind it', async () => {
    const model = randomModel({ kind: 'cnn-lstm-1d', pooling: 'same' }, 1);
    const { samples } = inputScales(model.manifest.features);
    const rows = randomFrames(ENDS.at(-1) ?? 0, 2, 512);
    const network = serveNetwork(model.manifest, model.values);
    expect(network).toMatchObject({ rowWidth: 512, windowFrames: 250, incremental: false });
    const given = await answers(network, rows, HOPS);
    network.dispose();
    const silence = silenceOf(samples as Scale, samples?.std ?? NaN, 0);
    for (const [index, end] of ENDS.entries()) {
      const expected = tf.tidy(() => {
        const window = windowOf(rows.subarray(0, end * 512), SAMPLES, silence);
        const weights = foldCnn1d(readCnn1d(tensorsOf(model)));
        return cnnLstm1dFolded(tf.tensor2d(window, [1, SAMPLES]), weights, 'same').dataSync();
      });
      expect(greatestDifference(given[index] ?? [], expected)).toBeLessThan(1e-5);
    }
  });
});

describe('the fusion on a stream', () => {
  it('answers of 251 frames and of the samples from the first centre to the last', async () => {
    const model = randomModel({ kind: 'fusion', pooling: 'valid' }, 3);
    const scales = inputScales(model.manifest.features);
    const width = rowWidth(scales);
    const rows = randomFrames(ENDS.at(-1) ?? 0, 4, width);
    const network = serveNetwork(model.manifest, model.values);
    expect(network).toMatchObject({ rowWidth: 640, windowFrames: 251, incremental: false });
    const given = await answers(network, rows, HOPS);
    network.dispose();
    for (const [index, end] of ENDS.entries()) {
      const part = (from: number, to: number): Float32Array =>
        Float32Array.from(
          Array.from({ length: end }, (_, row) => [
            ...rows.subarray(row * width + from, row * width + to),
          ]).flat(),
        );
      const frames = windowOf(part(0, 128), 251 * 128, silenceOf(scales.frames as Scale, 20, -100));
      const sound = windowOf(part(128, 640), 251 * 512, silenceOf(scales.samples as Scale, 0.1, 0));
      const expected = tf.tidy(() =>
        fusionFolded(
          {
            samples: tf.tensor2d(sound.subarray(0, SAMPLES), [1, SAMPLES]),
            frames: tf.tensor3d(frames, [1, 251, 128]),
          },
          foldFusion(readFusion(tensorsOf(model))),
          'valid',
        ).dataSync(),
      );
      expect(greatestDifference(given[index] ?? [], expected)).toBeLessThan(1e-5);
    }
  });
});
