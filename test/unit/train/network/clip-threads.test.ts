import { describe, expect, it } from 'vitest';
import { Arena } from '../../../../src/train/kernels/arena.js';
import { ClipEngine, joinShards } from '../../../../src/train/network/clip/clip-engine.js';
import { ClipThreads } from '../../../../src/train/network/clip/clip-threads.js';
import { paddedBatch, smallNetwork } from '../../../support/small-clip-network.js';

const PENALTIES = { l2Parameters: 0.01, l2Activity: 0.001 };
const WINDOW = { samples: 2057, frames: 251 };

function largestDifference(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  expect(actual?.length).toBe(expected.length);
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (value, k) => Math.abs(value - (actual?.[k] ?? NaN)) / scale));
}

describe('two threads', () => {
  it.each(['1d', '2d', 'fusion'] as const)(
    'find what one finds with the whole batch of the %s network: batch normalisation sees all clips',
    async (kind) => {
      const network = smallNetwork(kind, 'same');
      const { parameters } = network;
      const batch = {
        ...paddedBatch(kind, [0.3, 1, 0.5, 0.7, 0.9], WINDOW),
        lengths: Int32Array.of(600, 2057, 1000, 1400, 1800),
      };
      const engine = new ClipEngine(await Arena.open(), network);
      const shard = { total: batch.size, reduce: (sums: Float64Array) => sums };
      const alone = joinShards(
        [engine.step(batch, parameters, { penalties: PENALTIES, shard })],
        parameters,
        {
          total: batch.size,
          penalties: PENALTIES,
        },
      );
      const threads = new ClipThreads(network, 2);
      try {
        const together = await threads.step(batch, parameters, PENALTIES);
        expect(together.loss).toBeCloseTo(alone.loss, 5);
        expect(together.correct).toBe(alone.correct);
        for (const [name, gradient] of alone.gradients)
          expect(largestDifference(together.gradients.get(name), gradient), name).toBeLessThan(1e-4);
        for (const [index, block] of alone.statistics.entries())
          expect(largestDifference(together.statistics[index]?.variance, block.variance)).toBeLessThan(1e-6);
        const observed = await threads.observe(batch, parameters);
        expect(observed).toHaveLength(alone.statistics.length);
        for (const [index, block] of alone.statistics.entries())
          for (const part of ['mean', 'variance'] as const)
            expect(largestDifference(observed[index]?.[part], block[part]), block.name).toBeLessThan(1e-6);
        const predicted = await threads.predict(batch, parameters);
        expect(largestDifference(predicted, engine.predict(batch, parameters))).toBeLessThan(1e-5);
      } finally {
        await threads.close();
      }
    },
  );

  it('end a step with an error when one of them fails, and wait for nobody', async () => {
    const network = smallNetwork('1d', 'same');
    const parameters = new Map(network.parameters);
    parameters.delete('block3/kernel');
    const threads = new ClipThreads(network, 2);
    try {
      const batch = paddedBatch('1d', [0.5, 1], WINDOW);
      await expect(threads.step(batch, parameters, PENALTIES)).rejects.toThrow(/block3\/kernel|has failed/);
    } finally {
      await threads.close();
    }
  });
});
