import fc from 'fast-check';
import { expect, it } from 'vitest';
import { repairSamples } from '../../../src/capture/repair.js';

it('sets NaN and infinities to 0, counts them, and leaves all else', () => {
  const samples = new Float32Array([0.5, NaN, -1, Infinity, -Infinity, 2]);
  expect(repairSamples(samples)).toBe(3);
  expect([...samples]).toEqual([0.5, 0, -1, 0, 0, 2]);
});

it('leaves only finite numbers, and nothing to repair a second time', () => {
  fc.assert(
    fc.property(fc.float32Array(), (samples) => {
      const bad = samples.filter((sample) => !Number.isFinite(sample)).length;
      expect(repairSamples(samples)).toBe(bad);
      expect(repairSamples(samples)).toBe(0);
    }),
  );
});
