import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normal, seededRandom } from '../../../../src/core/random.js';
import { Arena } from '../../../../src/train/kernels/arena.js';
import { poolLength } from '../../../../src/train/network/passes/padded-rows.js';
import { greatestDifference } from '../../../support/backends.js';

/** Sums of some hundred products of numbers about 1, in single precision. */
const CLOSE = 1e-4;
const PADDING = fc.constantFrom('same' as const, 'valid' as const);
const channels = fc.constantFrom(8, 16, 24);
const upTo = (max: number) => fc.integer({ min: 1, max });

let arena: Arena;
beforeAll(async () => {
  await tf.setBackend('cpu');
  arena = await Arena.open();
  // Where no test has compiled the kernels yet, the compiler is loaded first.
}, 120_000);
afterAll(() => {
  expect(tf.memory().numTensors).toBe(0);
});

function drawer(seed: number): (count: number) => Float32Array {
  const random = seededRandom(seed);
  return (count) => Float32Array.from({ length: count }, () => normal(random));
}

const numbers = (tensor: tf.Tensor): Float32Array => tensor.dataSync() as Float32Array;

/** Runs a case in memory that is given back, and among tensors that are. */
function inArena<T>(check: (given: T) => void): (given: T) => void {
  return (given) => {
    arena.borrow(() => {
      tf.tidy(() => {
        check(given);
      });
    });
  };
}

describe('convolve and correlate are the convolution of the cpu backend and its gradients', () => {
  const cases = fc
    .record({
      ...{ seed: fc.integer(), padding: PADDING, outputs: channels },
      inputs: fc.constantFrom(1, 3, 8, 16),
      kernel: fc.tuple(fc.constantFrom(1, 3), fc.constantFrom(1, 3)),
      spare: fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })),
    })
    .map((given) => ({
      ...given,
      height: given.kernel[0] + given.spare[0],
      width: given.kernel[1] + given.spare[1],
    }));
  type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;

  /** The image with the zeros that SAME puts around it, in an arena: positions lie one after the other. */
  function layOut({ height, width, kernel: [kh, kw], padding, inputs, outputs }: Case, image: tf.Tensor3D) {
    const around = (size: number): [number, number] =>
      padding === 'same' ? [(size - 1) / 2, (size - 1) / 2] : [0, 0];
    const padded = tf.pad3d(image, [around(kh), around(kw), [0, 0]]);
    const [rows, pitch] = padded.shape;
    const taps = Array.from({ length: kh * kw }, (_, tap) => Math.floor(tap / kw) * pitch + (tap % kw));
    return {
      ...{ padded, rows, pitch, taps, outHeight: rows - kh + 1, outWidth: pitch - kw + 1 },
      /** From the first position with an output to the last. */
      positions: (rows - kh) * pitch + pitch - kw + 1,
      distances: (sign: 1 | -1) =>
        arena.putIntegers(taps.map((tap) => sign * 4 * (sign === 1 ? inputs : outputs) * tap)),
      size: { height, width },
    };
  }

  /** Values of [outHeight, outWidth, n] where positions have them. */
  function spread(
    values: Float32Array,
    { rows, pitch, outHeight, outWidth }: ReturnType<typeof layOut>,
    n: number,
  ) {
    const wide = tf.tensor3d(values, [outHeight, outWidth, n]);
    return numbers(
      tf.pad3d(wide, [
        [0, rows - outHeight],
        [0, pitch - outWidth],
        [0, 0],
      ]),
    );
  }

  it('forward, on what stands there already or not', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), (given, add) => {
        inArena((one: Case) => {
          const { seed, height, width, inputs, outputs, kernel, padding } = one;
          const draw = drawer(seed);
          const image = tf.tensor3d(draw(height * width * inputs), [height, width, inputs]);
          const filter = draw(kernel[0] * kernel[1] * inputs * outputs);
          const grid = layOut(one, image);
          const { rows, pitch, taps, positions, outHeight, outWidth } = grid;
          const before = draw(outHeight * outWidth * outputs);
          const input = arena.put(numbers(grid.padded));
          const panels = arena.floats(filter.length);
          const output = arena.put(spread(before, grid, outputs));
          arena.run('packPanels', arena.put(filter), panels, taps.length, inputs, outputs);
          arena.run(
            'convolve',
            ...[input, grid.distances(1), panels, output, positions, inputs, outputs, taps.length],
            add ? 1 : 0,
          );
          const found = tf.slice3d(
            tf.tensor3d(arena.view(output, rows * pitch * outputs).slice(), [rows, pitch, outputs]),
            [0, 0, 0],
            [outHeight, outWidth, outputs],
          );
          const plain = tf.conv2d(image, tf.tensor4d(filter, [...kernel, inputs, outputs]), 1, padding);
          const expected = add ? tf.add(plain, tf.tensor3d(before, plain.shape)) : plain;
          expect(greatestDifference(numbers(found), numbers(expected))).toBeLessThan(CLOSE);
        })(given);
      }),
      { numRuns: 40 },
    );
  });

  it('backward, by filter and by input', () => {
    fc.assert(
      fc.property(
        cases,
        inArena((one: Case) => {
          const { seed, height, width, inputs, outputs, kernel, padding } = one;
          const draw = drawer(seed);
          const image = tf.tensor3d(draw(height * width * inputs), [height, width, inputs]);
          const filter = tf.tensor4d(draw(kernel[0] * kernel[1] * inputs * outputs), [
            ...kernel,
            inputs,
            outputs,
          ]);
          const grid = layOut(one, image);
          const { rows, pitch, taps, positions, outHeight, outWidth } = grid;
          const weights = draw(outHeight * outWidth * outputs);
          const [byImage, byFilter] = tf.grads((x, f) =>
            tf.sum(
              tf.mul(
                tf.conv2d(x as tf.Tensor3D, f as tf.Tensor4D, 1, padding),
                tf.tensor3d(weights, [outHeight, outWidth, outputs]),
              ),
            ),
          )([image, filter]);
          const input = arena.put(numbers(grid.padded));
          // Room for what lies before the first position, which is zero like what lies around every output.
          const margin = Math.max(...taps) * outputs;
          arena.zeros(margin);
          const dOutput = arena.put(spread(weights, grid, outputs));
          const dFilter = arena.zeros(filter.size);
          arena.run(
            'correlate',
            ...[input, grid.distances(1), dOutput, dFilter, positions, inputs, outputs, taps.length],
          );
          expect(
            greatestDifference(arena.view(dFilter, filter.size), numbers(byFilter as tf.Tensor)),
          ).toBeLessThan(CLOSE);
          if (inputs % 8 > 0) return;

          const panels = arena.floats(filter.size);
          const dInput = arena.floats(rows * pitch * inputs);
          const zeroed = arena.zeros(margin + rows * pitch * outputs) + 4 * margin;
          arena.copy(zeroed, dOutput, rows * pitch * outputs);
          arena.run('packTransposedPanels', arena.put(numbers(filter)), panels, taps.length, inputs, outputs);
          arena.run(
            'convolve',
            ...[zeroed, grid.distances(-1), panels, dInput, rows * pitch, outputs, inputs, taps.length, 0],
          );
          const found = tf.slice3d(
            tf.tensor3d(arena.view(dInput, rows * pitch * inputs).slice(), [rows, pitch, inputs]),
            [(rows - height) / 2, (pitch - width) / 2, 0],
            [height, width, inputs],
          );
          expect(greatestDifference(numbers(found), numbers(byImage as tf.Tensor))).toBeLessThan(CLOSE);
        }),
      ),
      { numRuns: 40 },
    );
  });
});

describe('normalisePoolElu is an affine map, a maximum pool and ELU, and poolEluGradient goes back', () => {
  const cases = fc.record({
    ...{ seed: fc.integer(), pooling: PADDING, channels, batch: upTo(3) },
    image: fc.tuple(fc.integer({ min: 4, max: 11 }), fc.integer({ min: 4, max: 11 })),
    pool: fc.tuple(fc.constantFrom(1, 2, 4), fc.constantFrom(1, 2, 4)),
    spare: fc.integer({ min: 0, max: 2 }),
  });

  it('over rows with and without room between them', () => {
    fc.assert(
      fc.property(
        cases,
        inArena(({ seed, pooling, channels: depth, batch, image: [height, width], pool, spare }) => {
          const draw = drawer(seed);
          const shape: [number, number, number, number] = [batch, height, width, depth];
          const x = tf.tensor4d(draw(batch * height * width * depth), shape);
          const [scale, shift] = [draw(depth), draw(depth)];
          const pitch = width + spare;
          const [high, wide] = [height, width].map((size, axis) =>
            poolLength(size, { size: pool[axis] ?? 1, pooling }),
          ) as [ReturnType<typeof poolLength>, ReturnType<typeof poolLength>];
          const outSize = batch * high.length * wide.length * depth;
          const weights = draw(outSize);
          const run = (...[a, s, b]: tf.Tensor[]) =>
            tf.elu(
              tf.maxPool(
                tf.add(tf.mul(a as tf.Tensor4D, s as tf.Tensor), b as tf.Tensor),
                pool,
                pool,
                pooling,
              ),
            );
          const inputs = [x, tf.tensor1d(scale), tf.tensor1d(shift)];
          const expected = numbers(run(...inputs));
          const gradients = tf.grads((...args) =>
            tf.sum(tf.mul(run(...args), tf.tensor4d(weights, [batch, high.length, wide.length, depth]))),
          )(inputs);

          const input = arena.put(
            numbers(
              tf.pad4d(x, [
                [0, 0],
                [0, 0],
                [0, spare],
                [0, 0],
              ]),
            ),
          );
          const [output, winner] = [arena.floats(outSize), arena.floats(outSize)];
          arena.run(
            'normalisePoolElu',
            ...[
              input,
              arena.put(scale),
              arena.put(shift),
              output,
              winner,
              batch,
              height,
              width,
              pitch,
              depth,
            ],
            ...[high.length, wide.length, ...pool, high.before, wide.before],
          );
          expect(greatestDifference(arena.view(output, outSize), expected)).toBeLessThan(CLOSE);

          const dOutput = arena.put(weights);
          const [dScale, dShift] = [arena.zeros(depth), arena.zeros(depth)];
          const windows = high.length * wide.length;
          for (let n = 0; n < batch; n++) {
            const at = 4 * n * windows * depth;
            arena.run(
              'poolEluGradient',
              ...[input + 4 * n * height * pitch * depth, output + at, winner + at, dOutput + at],
              ...[dScale, dShift, windows, depth],
            );
          }
          const found = [dScale, dShift].map((address) => arena.view(address, depth));
          for (const [k, values] of found.entries())
            expect(greatestDifference(values, numbers(gradients[k + 1] as tf.Tensor))).toBeLessThan(
              10 * CLOSE,
            );
        }),
      ),
      { numRuns: 40 },
    );
  });
});

describe('lstmForward and lstmBackward are one step of an LSTM and its gradient', () => {
  const cases = fc.record({ seed: fc.integer(), batch: upTo(4), units: fc.constantFrom(4, 8, 12, 16) });

  /** Paper, eqs. 6-10: from the sums before the gates and the cell before to the cell and the hidden state. */
  function step(sums: tf.Tensor2D, before: tf.Tensor2D): [cell: tf.Tensor2D, hidden: tf.Tensor2D] {
    const [i, f, g, o] = tf.split(sums, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const cell = tf.add<tf.Tensor2D>(tf.mul(tf.sigmoid(f), before), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    return [cell, tf.mul(tf.sigmoid(o), tf.tanh(cell))];
  }

  it('for any number of clips and units, saturated gates too', () => {
    fc.assert(
      fc.property(
        cases,
        inArena(({ seed, batch, units }) => {
          const draw = drawer(seed);
          const state = batch * units;
          const sums = draw(4 * state).map((value) => 5 * value);
          const [before, dHidden, dCell] = [draw(state), draw(state), draw(state)];
          const inputs = [
            tf.tensor2d(sums, [batch, 4 * units]),
            tf.tensor2d(before, [batch, units]),
          ] as const;
          const [expectedCell, expectedHidden] = step(...inputs);
          const [dSums, dBefore] = tf.grads((a, b) => {
            const [cell, hidden] = step(a as tf.Tensor2D, b as tf.Tensor2D);
            const weigh = (values: tf.Tensor2D, by: Float32Array) =>
              tf.sum(tf.mul(values, tf.tensor2d(by, [batch, units])));
            return tf.add(weigh(cell, dCell), weigh(hidden, dHidden));
          })([...inputs]);

          const [gates, cellBefore] = [arena.put(sums), arena.put(before)];
          const [cell, hidden] = [arena.floats(state), arena.floats(state)];
          arena.run('lstmForward', gates, cellBefore, cell, hidden, batch, units);
          expect(greatestDifference(arena.view(cell, state), numbers(expectedCell))).toBeLessThan(CLOSE);
          expect(greatestDifference(arena.view(hidden, state), numbers(expectedHidden))).toBeLessThan(CLOSE);
          const dCellAt = arena.put(dCell);
          arena.run('lstmBackward', gates, cellBefore, cell, arena.put(dHidden), dCellAt, batch, units);
          expect(greatestDifference(arena.view(gates, 4 * state), numbers(dSums as tf.Tensor))).toBeLessThan(
            CLOSE,
          );
          expect(greatestDifference(arena.view(dCellAt, state), numbers(dBefore as tf.Tensor))).toBeLessThan(
            CLOSE,
          );
        }),
      ),
      { numRuns: 40 },
    );
  });
});
