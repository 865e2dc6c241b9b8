import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProbabilitySmoother } from '../../../src/smoothing/smooth.js';

const CLASSES = 4;
const probabilities = fc
  .array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: CLASSES, maxLength: CLASSES })
  .map((weights) => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return Float64Array.from(weights, (weight) => weight / sum);
  });
const weight = fc.double({ min: 0.01, max: 1, noNaN: true });
const smoother = (w: number, forgetAfter = 31) =>
  new ProbabilitySmoother({ classes: CLASSES, weight: w, forgetAfter });

describe('ProbabilitySmoother', () => {
  it('keeps the sum at 1 and every value in [0, 1], over scores and pauses', () => {
    const step = fc.record({ probabilities, columns: fc.integer({ min: 0, max: 40 }), heard: fc.boolean() });
    fc.assert(
      fc.property(weight, fc.array(step, { maxLength: 40 }), (w, steps) => {
        const smooth = smoother(w);
        for (const { probabilities: scores, columns, heard } of steps) {
          const values = heard ? smooth.update(scores, columns) : smooth.pass(columns);
          expect(values.every((value) => value >= 0 && value <= 1 + 1e-12)).toBe(true);
          expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        }
      }),
    );
  });

  it('converges to a constant input', () => {
    fc.assert(
      fc.property(weight, probabilities, probabilities, (w, before, constant) => {
        const smooth = smoother(w);
        smooth.update(before, 1);
        const steps = Math.ceil(Math.log(1e-6) / Math.log(1 - Math.min(w, 0.999)));
        for (let n = 0; n < steps; n++) smooth.update(constant, 1);
        for (const [index, value] of smooth.values.entries())
          expect(value).toBeCloseTo(constant[index] ?? NaN, 5);
      }),
    );
  });

  it('takes a score that stands for n columns as n equal scores', () => {
    fc.assert(
      fc.property(weight, probabilities, probabilities, fc.integer({ min: 1, max: 31 }), (w, a, b, n) => {
        const [once, often] = [smoother(w), smoother(w)];
        once.update(a, 1);
        often.update(a, 1);
        once.update(b, n);
        for (let column = 0; column < n; column++) often.update(b, 1);
        for (const [index, value] of once.values.entries())
          expect(value).toBeCloseTo(often.values[index] ?? NaN, 9);
      }),
    );
  });

  it('is uniform at first and takes the first score as it is', () => {
    const smooth = smoother(0.1);
    expect([...smooth.values]).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect([...smooth.update(Float64Array.of(0.7, 0.1, 0.1, 0.1), 1)]).toEqual([0.7, 0.1, 0.1, 0.1]);
  });

  it('keeps the past over a pause, and forgets it after a longer one', () => {
    const smooth = smoother(0.5, 10);
    smooth.update(Float64Array.of(1, 0, 0, 0), 1);
    smooth.pass(10);
    expect(smooth.values[0]).toBe(1);
    smooth.pass(1);
    expect(smooth.values[0]).toBe(0.25);
    smooth.update(Float64Array.of(1, 0, 0, 0), 1);
    smooth.update(Float64Array.of(0, 1, 0, 0), 11);
    expect(smooth.values[1]).toBe(1);
  });

  it.each([0, -0.5, 1.01, NaN])('refuses the weight %s', (w) => {
    expect(() => smoother(w)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
