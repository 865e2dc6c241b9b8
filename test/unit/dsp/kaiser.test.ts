import { expect, it } from 'vitest';
import { kaiserBeta, kaiserOrder, kaiserWindow } from '../../../src/dsp/kaiser.js';

it('is 1 in the middle, 1 / I0(beta) at its ends, even, and 0 outside', () => {
  const window = kaiserWindow(5);
  expect(window(0)).toBeCloseTo(1, 15);
  // I0(5) = 27.2398718236...
  expect(window(1)).toBeCloseTo(1 / 27.2398718236, 11);
  expect(window(-0.3)).toBe(window(0.3));
  expect(window(1.0001)).toBe(0);
});

it("has the textbook's design figures", () => {
  expect(kaiserBeta(60)).toBeCloseTo(5.653, 3);
  // Oppenheim and Schafer, example 7.9: 60 dB within 0.2 pi.
  expect(Math.ceil(kaiserOrder(60, 0.2 * Math.PI))).toBe(37);
});
