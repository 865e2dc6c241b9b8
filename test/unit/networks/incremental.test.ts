import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SILENCE } from '../../../src/core/feature-spec.js';
import type { ModelManifest } from '../../../src/core/manifest.js';
import { cnnLstm2dFolded, foldCnn2d, readCnn2d } from '../../../src/networks/cnn-lstm-2d.js';
import { lflb } from '../../../src/networks/lflb.js';
import { lstm } from '../../../src/networks/lstm.js';
import { serveNetwork, type ServedNetwork } from '../../../src/networks/served-network.js';
import {
  foldStreamNet,
  readStreamNet,
  streamColumns,
  streamHeads,
} from '../../../src/networks/stream-net.js';
import { greatestDifference, NODE_BACKENDS, useBackend } from '../../support/backends.js';
import { randomFrames, randomModel, SMALL_STREAM, type RandomModel } from '../../support/random-model.js';

const MELS = 128;

function tensorsOf({ manifest, values }: RandomModel): Map<string, tf.Tensor> {
  return new Map(
    manifest.weights.tensors.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], [...shape])]),
  );
}

/** Logits and speech probability of the last column of a stream, all of it computed at once. */
function wholeStream(model: RandomModel, frames: Float32Array): { logits: number[]; speech: number } {
  return tf.tidy(() => {
    const weights = foldStreamNet(readStreamNet(tensorsOf(model)));
    const columns = streamColumns(tf.tensor3d(frames, [1, frames.length / MELS, MELS]), weights.blocks, lflb);
    const count = columns.shape[1];
    const window = tf.slice(columns, [0, Math.max(0, count - 31), 0], [1, Math.min(31, count), -1]);
    const { logits, speech } = streamHeads(lstm(window, weights.lstm), weights);
    return { logits: [...logits.dataSync()], speech: tf.sigmoid(speech).dataSync()[0] ?? NaN };
  });
}

/** Logits of the paper's network for the last 251 of `frames`; of fewer, with silence behind them, as for a short clip. */
function wholeWindow(model: RandomModel, frames: Float32Array, pooling: 'same' | 'valid'): number[] {
  const { mean, std } = model.manifest.features;
  const window = new Float32Array(251 * MELS).fill((SILENCE - mean) / std);
  window.set(frames.subarray(-window.length));
  return tf.tidy(() => {
    const weights = foldCnn2d(readCnn2d(tensorsOf(model)));
    return [...cnnLstm2dFolded(tf.tensor3d(window, [1, 251, MELS]), weights, pooling).dataSync()];
  });
}

function withNetwork<T>(
  model: { manifest: ModelManifest; values: RandomModel['values'] },
  use: (network: ServedNetwork) => Promise<T>,
): Promise<T> {
  const network = serveNetwork(model.manifest, model.values);
  return use(network).finally(() => {
    network.dispose();
  });
}

/** Hop lengths in columns: mostly one, sometimes what was dropped meanwhile, rarely a replay. */
const hops = (maxLength: number) =>
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant(1) },
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }) },
      fc.integer({ min: 1, max: 40 }),
    ),
    {
      minLength: 1,
      maxLength,
    },
  );

describe.each(NODE_BACKENDS)('incremental evaluation on %s', (backend) => {
  beforeAll(() => useBackend(backend));
  afterAll(() => {
    expect(tf.memory().numTensors).toBe(0);
  });

  it('equals the streaming network over the whole stream within 1e-5, whatever the hops', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), hops(backend === 'wasm' ? 45 : 12), async (seed, pattern) => {
        const model = randomModel(SMALL_STREAM, seed);
        const total = pattern.reduce((sum, columns) => sum + columns, 0) * 8;
        const frames = randomFrames(total, seed + 1);
        await withNetwork(model, async (network) => {
          const stream = network.open(0);
          let end = 0;
          let last;
          for (const columns of pattern) {
            const from = end * MELS;
            end += columns * 8;
            last = await stream.advance(frames.subarray(from, end * MELS));
            expect(last.speech).toHaveLength(columns);
          }
          stream.dispose();
          const whole = wholeStream(model, frames);
          expect(greatestDifference(last?.logits ?? [], whole.logits)).toBeLessThan(1e-5);
          expect(Math.abs((last?.speech?.at(-1) ?? NaN) - whole.speech)).toBeLessThan(1e-5);
        });
      }),
      { numRuns: backend === 'wasm' ? 25 : 6 },
    );
  });

  it('gives each column the same speech probability, whatever the hops', async () => {
    const model = randomModel(SMALL_STREAM, 5);
    const frames = randomFrames(40 * 8, 6);
    await withNetwork(model, async (network) => {
      const [slow, fast] = [network.open(0), network.open(0)];
      const byOne: number[] = [];
      for (let at = 0; at < 40; at++)
        byOne.push(
          ...((await slow.advance(frames.subarray(at * 8 * MELS, (at + 1) * 8 * MELS))).speech ?? []),
        );
      const atOnce = await fast.advance(frames);
      expect(greatestDifference(atOnce.speech ?? [], byOne)).toBeLessThan(1e-5);
      slow.dispose();
      fast.dispose();
    });
  });

  it('reaches the same state by a replay of `replayFrames`', async () => {
    const model = randomModel(SMALL_STREAM, 7);
    await withNetwork(model, async (network) => {
      const before = 9 * 8;
      const frames = randomFrames(before + network.replayFrames + 8, 8);
      const replay = network.open(before);
      await replay.advance(frames.subarray(before * MELS, -8 * MELS));
      const { logits } = await replay.advance(frames.subarray(-8 * MELS));
      replay.dispose();
      expect(greatestDifference(logits, wholeStream(model, frames).logits)).toBeLessThan(1e-5);
    });
  });

  it('leaves out the columns whose past is unknown as soon as there are others', async () => {
    const model = randomModel(SMALL_STREAM, 9);
    await withNetwork(model, async (network) => {
      const frames = randomFrames(12 * 8, 10);
      const stream = network.open(800);
      const { logits } = await stream.advance(frames);
      stream.dispose();
      const expected = tf.tidy(() => {
        const weights = foldStreamNet(readStreamNet(tensorsOf(model)));
        const columns = streamColumns(tf.tensor3d(frames, [1, 96, MELS]), weights.blocks, lflb);
        return streamHeads(lstm(tf.slice(columns, [0, 4, 0]), weights.lstm), weights).logits.dataSync();
      });
      expect(greatestDifference(logits, expected)).toBeLessThan(1e-5);
    });
  });
});

describe.each(['same', 'valid'] as const)("the paper's 2D network on a stream, %s pooling", (pooling) => {
  beforeAll(() => useBackend('wasm'));
  afterAll(() => {
    expect(tf.memory().numTensors).toBe(0);
  });

  it('equals the window that ends now within 1e-5, whatever the hops', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 40 }), hops(6), async (seed, first, later) => {
        const pattern = [first, ...later];
        const model = randomModel({ kind: 'cnn-lstm-2d', pooling }, seed);
        const frames = randomFrames(pattern.reduce((sum, columns) => sum + columns, 0) * 8, seed + 1);
        await withNetwork(model, async (network) => {
          const stream = network.open(0);
          let end = 0;
          for (const columns of pattern) {
            const from = end * MELS;
            end += columns * 8;
            const { logits, speech } = await stream.advance(frames.subarray(from, end * MELS));
            const whole = wholeWindow(model, frames.subarray(0, end * MELS), pooling);
            expect(greatestDifference(logits, whole)).toBeLessThan(1e-5);
            expect(speech).toBeNull();
          }
          stream.dispose();
        });
      }),
      { numRuns: 8 },
    );
  });

  it('reaches the same state by a replay of `replayFrames`', async () => {
    const model = randomModel({ kind: 'cnn-lstm-2d', pooling }, 3);
    await withNetwork(model, async (network) => {
      const frames = randomFrames(network.replayFrames, 4);
      const stream = network.open(4096);
      const { logits } = await stream.advance(frames);
      stream.dispose();
      expect(greatestDifference(logits, wholeWindow(model, frames, pooling))).toBeLessThan(1e-5);
    });
  });
});
