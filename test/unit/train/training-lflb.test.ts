import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, normal } from '../../../src/core/random.js';
import type { BlockForward, LflbShape } from '../../../src/networks/lflb.js';
import { openKernelHeap } from '../../../src/train/kernels/kernel-heap.js';
import {
  fusedTrainingLflb,
  plainTrainingLflb,
  type TrainableLflb,
} from '../../../src/train/network/training-lflb.js';
import { useWasmBackend } from '../../../src/train/wasm-backend.js';

interface Case {
  readonly size: readonly [batch: number, mels: number, time: number, inputs: number, outputs: number];
  readonly shape: LflbShape;
  readonly seed: number;
}

const cases = fc.record<Case>({
  size: fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 4, max: 9 }),
    fc.integer({ min: 4, max: 11 }),
    fc.constantFrom(1, 4, 5, 8),
    fc.constantFrom(4, 8, 12),
  ),
  shape: fc.record({
    padMels: fc.constant([1, 1] as const),
    padTime: fc.constantFrom([1, 1] as const, [2, 0] as const),
    poolMels: fc.constantFrom(2, 4),
    poolTime: fc.constantFrom(1, 2, 4),
    pooling: fc.constantFrom('same' as const, 'valid' as const),
  }),
  seed: fc.integer(),
});

interface Outcome {
  readonly output: Float32Array;
  readonly gradients: readonly Float32Array[];
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** The block's output, its batch statistics and the gradients of a random weighting of its output. */
function evaluate(
  { size: [batch, mels, time, inputs, outputs], shape, seed }: Case,
  forward: BlockForward<TrainableLflb>,
): Outcome {
  return tf.tidy(() => {
    const random = seededRandom(seed);
    const draw = (dims: number[], centre = 0): tf.Tensor =>
      tf.tensor(
        Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => centre + normal(random)),
        dims,
        'float32',
      );
    const x = draw([batch, mels, time, inputs]) as tf.Tensor4D;
    const kernel = draw([3, 3, inputs, outputs]) as tf.Tensor4D;
    const [gamma, beta] = [draw([outputs], 0.5) as tf.Tensor1D, draw([outputs]) as tf.Tensor1D];
    const observed: { mean: Float32Array; variance: Float32Array }[] = [];
    const run = (...[input, k, g, b]: tf.Tensor[]): tf.Tensor4D =>
      forward(
        input as tf.Tensor4D,
        {
          kernel: k as tf.Tensor4D,
          gamma: g as tf.Tensor1D,
          beta: b as tf.Tensor1D,
          observe: (mean, variance) => void observed.push({ mean: mean.slice(), variance: variance.slice() }),
          inputGradient: true,
        },
        shape,
      );
    const output = run(x, kernel, gamma, beta);
    const weighting = draw(output.shape);
    const { grads } = tf.valueAndGrads((...args) => tf.sum(tf.mul(run(...args), weighting)))([
      x,
      kernel,
      gamma,
      beta,
    ]);
    const { mean, variance } = observed[0] ?? { mean: new Float32Array(), variance: new Float32Array() };
    return {
      output: output.dataSync<'float32'>(),
      gradients: grads.map((g) => g.dataSync<'float32'>()),
      mean,
      variance,
    };
  });
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  const scale = Math.max(1, ...b.map(Math.abs));
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? NaN)) / scale), 0);
}

describe('the fused training block on wasm', () => {
  it('gives the output, statistics and gradients of plain operations on the cpu backend', async () => {
    await useWasmBackend();
    const heap = await openKernelHeap();
    if (heap === null)
      throw new Error('the wasm backend of this version has other internals than the kernels expect');
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const fused = evaluate(given, fusedTrainingLflb(heap));
        await tf.setBackend('cpu');
        const plain = evaluate(given, plainTrainingLflb);
        await tf.setBackend('wasm');
        for (const part of ['output', 'mean', 'variance'] as const)
          expect(largestDifference(fused[part], plain[part])).toBeLessThan(1e-5);
        for (const [index, gradient] of plain.gradients.entries())
          expect(
            largestDifference(fused.gradients[index] ?? new Float32Array(), gradient),
            `gradient ${index}`,
          ).toBeLessThan(1e-4);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves no tensor behind', async () => {
    await useWasmBackend();
    const heap = await openKernelHeap();
    if (heap === null) throw new Error('no kernel heap');
    const given: Case = {
      size: [2, 8, 8, 4, 8],
      shape: { padMels: [1, 1], padTime: [2, 0], poolMels: 2, poolTime: 2, pooling: 'valid' },
      seed: 1,
    };
    evaluate(given, fusedTrainingLflb(heap));
    const before = tf.memory().numTensors;
    evaluate(given, fusedTrainingLflb(heap));
    expect(tf.memory().numTensors).toBe(before);
  });
});
