import { expect, it } from 'vitest';
import { hannPeriodic } from '../../../src/dsp/window.js';

it('is the periodic Hann window', () => {
  const window = hannPeriodic(8);
  const half = Math.SQRT1_2 / 2;
  [0, 0.5 - half, 0.5, 0.5 + half, 1, 0.5 + half, 0.5, 0.5 - half].forEach((value, n) => {
    expect(window[n]).toBeCloseTo(value, 15);
  });
});

it('adds up to 2 at a hop of a quarter', () => {
  const window = hannPeriodic(2048);
  for (let n = 0; n < 512; n++) {
    const sum = [0, 512, 1024, 1536].reduce((total, hop) => total + (window[n + hop] ?? NaN), 0);
    expect(sum).toBeCloseTo(2, 12);
  }
});
