import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrate, chooseLabels } from '../../../src/smoothing/calibrate.js';

const logits = fc.float32Array({ minLength: 2, maxLength: 9, noNaN: true, noDefaultInfinity: true });
const temperature = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

describe('calibrate', () => {
  it('gives probabilities that sum to 1, whatever the finite logits', () => {
    fc.assert(
      fc.property(logits, temperature, (scores, t) => {
        const probabilities = calibrate(scores, t);
        expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('is the softmax of logits / temperature', () => {
    const [a, b] = calibrate(Float32Array.of(2, 0), 2);
    expect(a).toBeCloseTo(Math.E / (Math.E + 1), 12);
    expect(b).toBeCloseTo(1 / (Math.E + 1), 12);
  });

  it('masks and renormalises, in the order asked for', () => {
    const all = calibrate(Float32Array.of(1, 2, 3, 0.5), 1.5);
    const some = calibrate(Float32Array.of(1, 2, 3, 0.5), 1.5, [3, 1]);
    const kept = (all[3] ?? 0) + (all[1] ?? 0);
    expect(some[0]).toBeCloseTo((all[3] ?? 0) / kept, 12);
    expect(some[1]).toBeCloseTo((all[1] ?? 0) / kept, 12);
  });

  it.each([NaN, Infinity, -Infinity])('refuses a logit of %s as a broken backend', (logit) => {
    expect(() => calibrate(Float32Array.of(1, logit), 1)).toThrow(
      expect.objectContaining({
        code: 'backend-failed',
        message: expect.stringContaining(String(logit)) as string,
      }),
    );
  });

  it.each([0, -1, NaN])('refuses the temperature %s', (t) => {
    expect(() => calibrate(Float32Array.of(1, 2), t)).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});

describe('chooseLabels', () => {
  const model = ['anger', 'fear', 'sadness'] as const;

  it('takes all labels of the model when none are asked for', () => {
    expect(chooseLabels(model)).toEqual({ labels: model, indices: [0, 1, 2] });
  });

  it('finds the labels asked for', () => {
    expect(chooseLabels(model, ['sadness', 'anger'])).toEqual({
      labels: ['sadness', 'anger'],
      indices: [2, 0],
    });
  });

  it.each([
    [['anger', 'calm'], 'calm'],
    [['anger'], '1'],
    [['fear', 'fear'], 'fear'],
  ] as const)('refuses %j', (wanted, named) => {
    expect(() => chooseLabels(model, wanted)).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining(named) as string,
      }),
    );
  });
});
