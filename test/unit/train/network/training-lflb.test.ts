import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, normal } from '../../../../src/core/random.js';
import type { LflbShape } from '../../../../src/networks/lflb.js';
import { Arena } from '../../../../src/train/kernels/arena.js';
import { blockBackward } from '../../../../src/train/network/passes/block-backward.js';
import { blockForward } from '../../../../src/train/network/passes/block-forward.js';
import {
  clipPosition,
  gridPositions,
  layGrid,
  marginOf,
} from '../../../../src/train/network/passes/block-grid.js';
import { wholeRows } from '../../../../src/train/network/passes/padded-rows.js';
import { plainTrainingLflb } from '../../../../src/train/network/passes/training-lflb.js';

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
    fc.constantFrom(1, 8, 16),
    fc.constantFrom(8, 16),
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

interface Tensors {
  /** Shape [batch, mels, time, inputs]. */
  readonly x: Float32Array;
  readonly kernel: Float32Array;
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  /** What the output is weighted with before it is summed up; shape [batch, mels', time', outputs]. */
  readonly weighting: Float32Array;
}

interface Outcome {
  readonly output: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly gradients: Readonly<Record<'x' | 'kernel' | 'gamma' | 'beta', Float32Array>>;
}

function outputSize({ size: [, mels, time], shape }: Case): [mels: number, time: number] {
  const along = (length: number, pool: number): number =>
    shape.pooling === 'same' ? Math.ceil(length / pool) : Math.floor(length / pool);
  return [along(mels, shape.poolMels), along(time, shape.poolTime)];
}

function draw(given: Case): Tensors {
  const random = seededRandom(given.seed);
  const values = (count: number, centre = 0): Float32Array =>
    Float32Array.from({ length: count }, () => centre + normal(random));
  const [batch, mels, time, inputs, outputs] = given.size;
  const [pooledMels, pooledTime] = outputSize(given);
  return {
    x: values(batch * mels * time * inputs),
    kernel: values(9 * inputs * outputs),
    gamma: values(outputs, 0.5),
    beta: values(outputs),
    weighting: values(batch * pooledMels * pooledTime * outputs),
  };
}

/** By plain operations with their own gradients. */
function plain({ size: [batch, mels, time, inputs, outputs], shape }: Case, tensors: Tensors): Outcome {
  const seen: Omit<Outcome, 'gradients'>[] = [];
  const gradients = tf.tidy(() => {
    const run = (...[x, kernel, gamma, beta]: tf.Tensor[]): tf.Scalar => {
      const moments: Pick<Outcome, 'mean' | 'variance'>[] = [];
      const output = plainTrainingLflb(
        x as tf.Tensor4D,
        {
          kernel: kernel as tf.Tensor4D,
          gamma: gamma as tf.Tensor1D,
          beta: beta as tf.Tensor1D,
          observe: (mean, variance) =>
            void moments.push({ mean: mean.dataSync<'float32'>(), variance: variance.dataSync<'float32'>() }),
        },
        shape,
      );
      seen.push({ ...(moments[0] as Outcome), output: output.dataSync<'float32'>() });
      return tf.sum(tf.mul(output, tf.tensor4d(tensors.weighting, output.shape)));
    };
    const { grads } = tf.valueAndGrads(run)([
      tf.tensor4d(tensors.x, [batch, mels, time, inputs]),
      tf.tensor4d(tensors.kernel, [3, 3, inputs, outputs]),
      tf.tensor1d(tensors.gamma),
      tf.tensor1d(tensors.beta),
    ]);
    const [x, kernel, gamma, beta] = grads.map((gradient) => gradient.dataSync<'float32'>()) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    return [{ x, kernel, gamma, beta }];
  });
  return { ...(seen[0] as Outcome), gradients: gradients[0] as Outcome['gradients'] };
}

/** Over the grid and the SIMD kernels, in which time comes before mel bands. */
function overGrid(arena: Arena, { size, shape, ...rest }: Case, tensors: Tensors): Outcome {
  const [batch, mels, time, inputs, outputs] = size;
  const [pooledMels, pooledTime] = outputSize({ size, shape, ...rest });
  const clips = Array.from({ length: batch }, () => wholeRows(time));
  const grid = layGrid(clips, { width: mels, margin: marginOf(shape) });
  const turned = timeFirst(tensors.x, [batch, mels, time, inputs]);
  return arena.borrow(() => {
    const input = arena.zeros(gridPositions(grid) * inputs);
    const eachRow = (visit: (clip: number, row: number, address: number) => void): void => {
      for (let clip = 0; clip < batch; clip++)
        for (let row = 0; row < time; row++)
          visit(clip, row, 4 * (clipPosition(grid, clip) + row * grid.pitch) * inputs);
    };
    const rowFloats = mels * inputs;
    eachRow((clip, row, at) => {
      const from = (clip * time + row) * rowFloats;
      arena.view(input + at, rowFloats).set(turned.subarray(from, from + rowFloats));
    });
    const reduce = (sums: Float64Array): Float64Array => sums;
    const trace = blockForward(
      arena,
      {
        ...{ grid, input, shape, size: { kernelHeight: 3, kernelWidth: 3, inputs, outputs } },
        values: { ...tensors, bias: new Float32Array(outputs) },
      },
      { moments: null, reduce },
    );
    const floats = pooledTime * pooledMels * outputs;
    const read = (address: number): Float32Array => arena.view(address, floats).slice();
    const weighting = timeFirst(tensors.weighting, [batch, pooledMels, pooledTime, outputs]);
    const output = concatenate(trace.output.map(read));
    const dOutput = clips.map((_, clip) => arena.put(weighting.subarray(clip * floats, (clip + 1) * floats)));
    const found = blockBackward(arena, trace, { dOutput, inputGradient: inputs > 1, reduce });
    const dx = new Float32Array(turned.length);
    eachRow((clip, row, at) => {
      dx.set(arena.view(found.input + at, rowFloats), (clip * time + row) * rowFloats);
    });
    return {
      output: timeFirst(output, [batch, pooledTime, pooledMels, outputs]),
      mean: trace.mean,
      variance: trace.variance,
      gradients: { ...found, x: timeFirst(dx, [batch, time, mels, inputs]) },
    };
  });
}

/** From [batch, a, b, channels] to [batch, b, a, channels]. */
function timeFirst(values: Float32Array, shape: [number, number, number, number]): Float32Array {
  return tf.tidy(() => tf.transpose(tf.tensor4d(values, shape), [0, 2, 1, 3]).dataSync<'float32'>());
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  const scale = Math.max(1, ...b.map(Math.abs));
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? NaN)) / scale), 0);
}

describe('the training block over the SIMD kernels', () => {
  it.each([
    ['fused multiply-add where the machine has it', undefined],
    ['plain SIMD', false],
  ])('gives the output, statistics and gradients of plain operations: %s', async (_, relaxed) => {
    await tf.setBackend('cpu');
    const arena = await Arena.open(relaxed === undefined ? {} : { relaxed });
    fc.assert(
      fc.property(cases, (given) => {
        const tensors = draw(given);
        const reference = plain(given, tensors);
        const found = overGrid(arena, given, tensors);
        for (const part of ['output', 'mean', 'variance'] as const)
          expect(largestDifference(found[part], reference[part]), part).toBeLessThan(2e-5);
        // Nobody asks for the gradient of the features, which have one channel.
        const learnt = ['kernel', 'gamma', 'beta'] as const;
        for (const part of given.size[3] > 1 ? (['x', ...learnt] as const) : learnt)
          expect(largestDifference(found.gradients[part], reference.gradients[part]), part).toBeLessThan(
            2e-4,
          );
      }),
      { numRuns: 40 },
    );
    expect(tf.memory().numTensors).toBe(0);
  });
});
