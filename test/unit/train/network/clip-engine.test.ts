import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Arena } from '../../../../src/train/kernels/arena.js';
import { ClipEngine, joinShards } from '../../../../src/train/network/clip/clip-engine.js';
import type {
  ClipBatch,
  ClipNetworkKind,
  ClipStepOutcome,
} from '../../../../src/train/network/clip/clip-step.js';
import { tapeStep } from '../../../../src/train/network/clip/clip-tape.js';
import { plainTrainingLflb } from '../../../../src/train/network/passes/training-lflb.js';
import { expectSameStep } from '../../../support/expect-same-step.js';
import { paddedBatch, smallNetwork, type SmallNetwork } from '../../../support/small-clip-network.js';

const PENALTIES = { l2Parameters: 0.01, l2Activity: 0.001 };
const WINDOW = { samples: 2057, frames: 187 };

beforeAll(async () => {
  await tf.setBackend('cpu');
});

async function engineStep(
  network: SmallNetwork,
  batch: ClipBatch,
  { relaxed = true } = {},
): Promise<ClipStepOutcome> {
  const engine = new ClipEngine(await Arena.open(relaxed ? {} : { relaxed }), network);
  const shard = { total: batch.size, reduce: (sums: Float64Array) => sums };
  const outcome = engine.step(batch, network.parameters, { penalties: PENALTIES, shard });
  return joinShards([outcome], network.parameters, { total: batch.size, penalties: PENALTIES });
}

describe('the step over the kernels is that of plain operations on the cpu backend', () => {
  it.each<[ClipNetworkKind, 'same' | 'valid', readonly number[]]>([
    ['1d', 'same', [1, 1]],
    ['1d', 'same', [0.35, 0.8, 0.02]],
    ['1d', 'valid', [0.4, 1]],
    ['2d', 'same', [0.3, 1]],
    ['2d', 'valid', [0.25, 0.6]],
    ['fusion', 'same', [0.4, 0.5]],
  ])('%s, %s pooling, real shares %j', { timeout: 120_000 }, async (kind, pooling, real) => {
    const network = smallNetwork(kind, pooling);
    const batch = paddedBatch(kind, real, WINDOW);
    const expected = await tapeStep({ ...network, forward: plainTrainingLflb }, batch, PENALTIES);
    expectSameStep(await engineStep(network, batch), expected, 2e-3);
    expect(tf.memory().numTensors).toBe(0);
  });

  it('shows its statistics without the gradients as well', async () => {
    const network = smallNetwork('fusion', 'same');
    const batch = paddedBatch('fusion', [0.5, 1], WINDOW);
    const { statistics } = await engineStep(network, batch);
    const engine = new ClipEngine(await Arena.open(), network);
    expect(engine.observe(batch, network.parameters)).toEqual(statistics);
  });

  it('without fused multiply-add too', async () => {
    const network = smallNetwork('1d', 'same');
    const batch = paddedBatch('1d', [0.5, 1], WINDOW);
    const expected = await tapeStep({ ...network, forward: plainTrainingLflb }, batch, PENALTIES);
    expectSameStep(await engineStep(network, batch, { relaxed: false }), expected, 2e-3);
  });
});
