import { expect, it } from 'vitest';
import { normalise } from '../../../src/features/normaliser.js';

it('takes the mean off and divides by the spread, in a copy', () => {
  const frames = Float32Array.of(-20, 0, 10);
  expect(normalise(frames, { mean: -20, std: 10 })).toEqual(Float32Array.of(0, 2, 3));
  expect(frames).toEqual(Float32Array.of(-20, 0, 10));
});

it.each([
  [{ mean: NaN, std: 1 }, 'mean'],
  [{ mean: 0, std: 0 }, 'std'],
  [{ mean: 0, std: -1 }, 'std'],
  [{ mean: 0, std: Infinity }, 'std'],
])('refuses %j', (normalisation, name) => {
  expect(() => normalise(new Float32Array(1), normalisation)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(name) as string }),
  );
});
