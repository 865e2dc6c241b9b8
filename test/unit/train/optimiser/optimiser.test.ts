import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ADAM, startAdam, stepAdam } from '../../../../src/train/optimiser/adamw.js';
import { OPTIMISER_NAMES, OPTIMISERS } from '../../../../src/train/optimiser/optimiser.js';
import { oneCycle } from '../../../../src/train/optimiser/one-cycle.js';

describe('AdamW', () => {
  it('moves by the learning rate against the sign of the first gradient, and decays kernels alone', () => {
    const values = new Map([
      ['dense/kernel', Float32Array.of(1)],
      ['dense/bias', Float32Array.of(1)],
    ]);
    const gradients = new Map([...values.keys()].map((name) => [name, Float32Array.of(0.5)]));
    const state = stepAdam(values, gradients, { state: startAdam(values), rate: 0.1 });
    expect(state.step).toBe(1);
    expect(values.get('dense/bias')?.[0]).toBeCloseTo(0.9, 5);
    expect(values.get('dense/kernel')?.[0]).toBeCloseTo(1 - 0.1 * ADAM.weightDecay - 0.1, 5);
  });

  it('finds the bottom of a bowl', () => {
    const values = new Map([['x/bias', Float32Array.of(3, -2)]]);
    let state = startAdam(values);
    for (let step = 0; step < 600; step++) {
      const gradient = (values.get('x/bias') ?? new Float32Array()).map((value) => 2 * (value - 1));
      state = stepAdam(values, new Map([['x/bias', gradient]]), { state, rate: 0.02 });
    }
    for (const value of values.get('x/bias') ?? []) expect(value).toBeCloseTo(1, 2);
  });

  it('scales gradients down whose norm is above the limit', () => {
    const values = new Map([['x/bias', Float32Array.of(0)]]);
    const state = stepAdam(values, new Map([['x/bias', Float32Array.of(100)]]), {
      state: startAdam(values),
      rate: 0.1,
    });
    expect(state.first.get('x/bias')?.[0]).toBeCloseTo((1 - ADAM.beta1) * ADAM.clipNorm, 5);
  });
});

describe('the one-cycle schedule', () => {
  it('rises to its peak after a quarter of the steps and falls to next to nothing', () => {
    const rates = Array.from({ length: 100 }, (_, step) => oneCycle(step, { steps: 100, peak: 1 }));
    expect(Math.max(...rates)).toBeCloseTo(1, 5);
    expect(rates.indexOf(Math.max(...rates))).toBe(25);
    expect(rates[0]).toBeLessThan(0.05);
    expect(rates[99]).toBeLessThan(0.05);
  });
});

describe.each(OPTIMISER_NAMES)('%s', (name) => {
  const TENSORFLOW = {
    adagrad: (rate: number) => tf.train.adagrad(rate),
    adam: (rate: number) => tf.train.adam(rate),
    rmsprop: (rate: number) => tf.train.rmsprop(rate),
    sgd: (rate: number) => tf.train.sgd(rate),
  };

  it("gives TensorFlow's numbers over a walk of twelve steps", async () => {
    await tf.setBackend('cpu');
    const start = [0.5, -1.5, 2, 1e-4];
    const rate = 0.03;
    const variable = tf.variable(tf.tensor1d(start), true, `${name}-walk`);
    const theirs = TENSORFLOW[name](rate);
    const values = new Map([['x/kernel', Float32Array.from(start)]]);
    let state = OPTIMISERS[name].start(values);
    for (let step = 0; step < 12; step++) {
      const gradient = start.map((value, i) => Math.sin(step + i) * 10 ** (i - 2) * value);
      theirs.applyGradients([{ name: variable.name, tensor: tf.tensor1d(gradient) }]);
      state = OPTIMISERS[name].step(values, new Map([['x/kernel', Float32Array.from(gradient)]]), {
        state,
        rate,
      });
    }
    expect(state.step).toBe(12);
    const expected = await variable.data();
    for (const [i, value] of (values.get('x/kernel') ?? []).entries())
      expect(value).toBeCloseTo(expected[i] ?? NaN, 5);
  });

  it('refuses a gradient of a tensor that it does not know', () => {
    const values = new Map([['x/kernel', Float32Array.of(1)]]);
    const gradients = new Map([['y/kernel', Float32Array.of(1)]]);
    expect(() =>
      OPTIMISERS[name].step(values, gradients, { state: OPTIMISERS[name].start(values), rate: 1 }),
    ).toThrow('y/kernel');
  });
});
