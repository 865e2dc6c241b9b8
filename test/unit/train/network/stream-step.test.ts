import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { streamNetShapes } from '../../../../src/networks/stream-net.js';
import { Arena } from '../../../../src/train/kernels/arena.js';
import { initialWeights } from '../../../../src/train/network/initial-weights.js';
import { StreamEngine } from '../../../../src/train/network/stream/stream-engine.js';
import type { StepOutcome } from '../../../../src/train/network/stream/stream-step.js';
import { streamTape } from '../../../../src/train/network/stream/stream-tape.js';
import type { Batch } from '../../../../src/train/streams/batch.js';
import { whiteNoise } from '../../../support/signals.js';

const SIZE = 2;
const COLUMNS = SIZE * 31;
const shapes = streamNetShapes({ kind: 'stream', channels: [8, 8, 8, 16], units: 8 }, 3);
const batch = {
  step: 0,
  size: SIZE,
  frames: whiteNoise(SIZE * 248 * 128, 1),
  emotion: Int32Array.from({ length: COLUMNS }, (_, column) => (column % 7 === 0 ? -1 : column % 3)),
  weight: Float32Array.from({ length: COLUMNS }, (_, column) => (column % 7 === 0 ? 0 : 1)),
  speech: Int32Array.from({ length: COLUMNS }, (_, column) => ((column % 5) - 1 > 0 ? 1 : (column % 5) - 1)),
  allowed: Uint8Array.from({ length: SIZE * 3 }, () => 1),
  speakers: ['made/a', 'made/b'],
};

const network = {
  shapes,
  parameters: initialWeights(shapes, 1),
  settings: { labelSmoothing: 0.1, dropout: 0.2, speechWeight: 0.3 },
};

/** By plain operations on the cpu backend. */
async function tape(change: Partial<Batch> = {}): Promise<StepOutcome> {
  await tf.setBackend('cpu');
  return streamTape(network, { ...batch, ...change }, seededRandom(2));
}

/** Over the SIMD kernels. */
async function engine(change: Partial<Batch> = {}): Promise<StepOutcome> {
  const arena = await Arena.open({ relaxed: false });
  return new StreamEngine(arena, network).step({ ...batch, ...change }, seededRandom(2));
}

/** Largest difference of two gradients, as a share of the largest value. */
function difference(gradient: Float32Array, reference: Float32Array): number {
  expect(gradient.length).toBe(reference.length);
  const scale = Math.max(1e-3, ...reference.map(Math.abs));
  return Math.max(...reference.map((value, i) => Math.abs(value - (gradient[i] ?? NaN)) / scale));
}

describe('a training step', () => {
  it.each([
    ['all classes', {}],
    [
      'other classes a stream',
      {
        allowed: Uint8Array.of(1, 1, 0, 1, 1, 1),
        emotion: batch.emotion.map((emotion) => Math.min(1, emotion)),
      },
    ],
  ] as const)(
    'has the loss, gradients and statistics that plain operations have: %s',
    { timeout: 120_000 },
    async (_, change) => {
      const plain = await tape(change);
      const fused = await engine(change);
      expect(fused.emotionLoss).toBeCloseTo(plain.emotionLoss, 4);
      expect(fused.speechLoss).toBeCloseTo(plain.speechLoss, 4);
      expect(fused.accuracy).toBeCloseTo(plain.accuracy, 5);
      expect([...fused.gradients.keys()].sort()).toEqual([...plain.gradients.keys()].sort());
      for (const [name, gradient] of plain.gradients)
        expect(difference(fused.gradients.get(name) ?? new Float32Array(), gradient), name).toBeLessThan(
          2e-3,
        );
      for (const [index, { name, mean, variance }] of plain.statistics.entries()) {
        expect(fused.statistics[index]?.name).toBe(name);
        expect(difference(fused.statistics[index]?.mean ?? new Float32Array(), mean)).toBeLessThan(1e-4);
        expect(difference(fused.statistics[index]?.variance ?? new Float32Array(), variance)).toBeLessThan(
          1e-4,
        );
      }
      expect(tf.memory().numTensors).toBe(0);
    },
  );

  it('refuses a network that the kernels would compute wrongly', async () => {
    const arena = await Arena.open();
    const odd = streamNetShapes({ kind: 'stream', channels: [8, 12, 8, 16], units: 8 }, 3);
    expect(() => new StreamEngine(arena, { ...network, shapes: odd })).toThrow(
      'block2/kernel has 12 channels',
    );
  });

  it('asks nothing of a class that no corpus of the batch has', async () => {
    const { gradients, emotionLoss } = await engine({
      allowed: Uint8Array.of(1, 1, 0, 1, 1, 0),
      emotion: batch.emotion.map((emotion) => Math.min(1, emotion)),
    });
    const bias = gradients.get('emotion/bias');
    expect(bias?.[2]).toBe(0);
    expect(Math.abs(bias?.[0] ?? 0)).toBeGreaterThan(1e-4);
    // Two classes are left: the loss of an ignorant network is about ln 2, not ln 3.
    expect(emotionLoss).toBeLessThan(1);
  });
});
