import { describe, expect, it } from 'vitest';
import { RealFft } from '../../../src/dsp/real-fft.js';
import { whiteNoise } from '../../support/signals.js';

/** |X[k]|^2 by the definition of the transform. */
function powerByDefinition(frame: Float64Array, bin: number): number {
  let real = 0;
  let imaginary = 0;
  frame.forEach((sample, n) => {
    const angle = (2 * Math.PI * bin * n) / frame.length;
    real += sample * Math.cos(angle);
    imaginary -= sample * Math.sin(angle);
  });
  return real ** 2 + imaginary ** 2;
}

describe('RealFft', () => {
  it.each([4, 8, 256, 2048])('gives the power spectrum of %i samples', (size) => {
    const fft = new RealFft(size);
    const frame = Float64Array.from(whiteNoise(size, 1));
    const power = new Float64Array(fft.bins);
    fft.powerSpectrum(frame, power);
    expect(power).toHaveLength(size / 2 + 1);
    for (const bin of [0, 1, size / 4, size / 2 - 1, size / 2])
      expect(power[bin]).toBeCloseTo(powerByDefinition(frame, bin), 8);
  });

  it('leaves the frame as it was and gives the same again', () => {
    const fft = new RealFft(64);
    const frame = Float64Array.from(whiteNoise(64, 1));
    const [before, first, second] = [frame.slice(), new Float64Array(33), new Float64Array(33)];
    fft.powerSpectrum(frame, first);
    fft.powerSpectrum(frame, second);
    expect(frame).toEqual(before);
    expect(second).toEqual(first);
  });

  it.each([0, 2, 1000, 2048.5, NaN, 131072])('refuses a size of %d', (size) => {
    expect(() => new RealFft(size)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() => new RealFft(size)).toThrow(String(size));
  });
});
