import { describe, expect, it } from 'vitest';
import { ADAM, startAdam, stepAdam } from '../../../src/train/optimiser/adamw.js';
import { oneCycle } from '../../../src/train/optimiser/one-cycle.js';

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
