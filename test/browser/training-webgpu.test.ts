import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ClipNetworkKind, ClipStepOutcome } from '../../src/train/network/clip/clip-step.js';
import { tapeObserve, tapePredict, tapeStep } from '../../src/train/network/clip/clip-tape.js';
import { registerFilterGradient } from '../../src/train/network/passes/filter-gradient.js';
import { plainTrainingLflb } from '../../src/train/network/passes/training-lflb.js';
import { expectSameStatistics, expectSameStep } from '../support/expect-same-step.js';
import { paddedBatch, smallNetwork } from '../support/small-clip-network.js';

const PENALTIES = { l2Parameters: 0.01, l2Activity: 0.001 };
// SwiftShader takes half a minute for networks of twice this width and three clips.
const CHANNELS = [4, 4, 8, 4] as const;
const WINDOW = { samples: 2057, frames: 135 };

registerFilterGradient('webgpu');

async function compute(
  backend: 'cpu' | 'webgpu',
  kind: ClipNetworkKind,
  pooling: 'same' | 'valid',
): Promise<{ readonly step: ClipStepOutcome; readonly probabilities: Float32Array; readonly left: number }> {
  expect(await tf.setBackend(backend)).toBe(true);
  await tf.ready();
  const before = tf.memory().numTensors;
  const network = { ...smallNetwork(kind, pooling, CHANNELS), forward: plainTrainingLflb };
  const batch = paddedBatch(kind, [0.4, 1], WINDOW);
  const step = await tapeStep(network, batch, PENALTIES);
  expectSameStatistics(await tapeObserve(network, batch), step.statistics);
  const probabilities = await tapePredict(network, batch);
  return { step, probabilities, left: tf.memory().numTensors - before };
}

describe('a training step on a WebGPU device, here SwiftShader, is that of the cpu backend', () => {
  it.each<[ClipNetworkKind, 'same' | 'valid']>([
    ['2d', 'valid'],
    // Both branches: the 1D network's is among them.
    ['fusion', 'same'],
  ])('%s, %s pooling', { timeout: 180_000 }, async (kind, pooling) => {
    const expected = await compute('cpu', kind, pooling);
    const actual = await compute('webgpu', kind, pooling);
    expectSameStep(actual.step, expected.step, 2e-3);
    for (const [k, probability] of expected.probabilities.entries())
      expect(actual.probabilities[k]).toBeCloseTo(probability, 3);
    expect(actual.left).toBe(0);
  });
});
