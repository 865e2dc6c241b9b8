import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/random.js';
import { streamNetShapes } from '../../../src/networks/stream-net.js';
import { openKernelHeap } from '../../../src/train/kernels/kernel-heap.js';
import { initialWeights } from '../../../src/train/network/initial-weights.js';
import { streamStep, type StepOutcome } from '../../../src/train/network/stream-step.js';
import { fusedTrainingLflb, plainTrainingLflb } from '../../../src/train/network/training-lflb.js';
import { useWasmBackend } from '../../../src/train/wasm-backend.js';
import type { Batch } from '../../../src/train/streams/batch-source.js';
import { whiteNoise } from '../../support/signals.js';

const SIZE = 2;
const COLUMNS = SIZE * 31;
const shapes = streamNetShapes({ kind: 'stream', channels: [4, 4, 4, 8], units: 6 }, 3);
const batch = {
  step: 0,
  size: SIZE,
  frames: whiteNoise(SIZE * 248 * 128, 1),
  emotion: Int32Array.from({ length: COLUMNS }, (_, column) => (column % 7 === 0 ? -1 : column % 3)),
  weight: Float32Array.from({ length: COLUMNS }, (_, column) => (column % 7 === 0 ? 0 : 1)),
  speech: Int32Array.from({ length: COLUMNS }, (_, column) => ((column % 5) - 1 > 0 ? 1 : (column % 5) - 1)),
  allowed: Uint8Array.from({ length: SIZE * 3 }, () => 1),
};

function step(forward: typeof plainTrainingLflb, change: Partial<Batch> = {}): StepOutcome {
  const settings = { labelSmoothing: 0.1, dropout: 0.2, speechWeight: 0.3 };
  return streamStep(
    { shapes, parameters: initialWeights(shapes, 1), forward, settings },
    { ...batch, ...change },
    seededRandom(2),
  );
}

describe('a training step', () => {
  it(
    'has the loss and the gradients on wasm that plain operations have on the cpu backend',
    { timeout: 120_000 },
    async () => {
      await useWasmBackend();
      const heap = await openKernelHeap();
      if (heap === null)
        throw new Error('the wasm backend of this version has other internals than the kernels expect');
      const fused = step(fusedTrainingLflb(heap));
      await tf.setBackend('cpu');
      const plain = step(plainTrainingLflb);
      await tf.setBackend('wasm');
      expect(fused.emotionLoss).toBeCloseTo(plain.emotionLoss, 4);
      expect(fused.speechLoss).toBeCloseTo(plain.speechLoss, 4);
      for (const [name, gradient] of plain.gradients) {
        const other = fused.gradients.get(name) ?? new Float32Array();
        const scale = Math.max(1e-3, ...gradient.map(Math.abs));
        expect(
          Math.max(...gradient.map((g, i) => Math.abs(g - (other[i] ?? NaN)) / scale)),
          name,
        ).toBeLessThan(2e-3);
      }
      expect(tf.memory().numTensors).toBe(0);
    },
  );

  it('asks nothing of a class that no corpus of the batch has', { timeout: 60_000 }, async () => {
    await tf.setBackend('cpu');
    const { gradients, emotionLoss } = step(plainTrainingLflb, {
      allowed: Uint8Array.of(1, 1, 0, 1, 1, 0),
      emotion: batch.emotion.map((emotion) => Math.min(1, emotion)),
    });
    await tf.setBackend('wasm');
    const bias = gradients.get('emotion/bias');
    expect(bias?.[2]).toBe(0);
    expect(Math.abs(bias?.[0] ?? 0)).toBeGreaterThan(1e-4);
    // Two classes are left: the loss of an ignorant network is about ln 2, not ln 3.
    expect(emotionLoss).toBeLessThan(1);
  });
});
