import { describe, expect, it } from 'vitest';
import { convolve } from '../../../src/dsp/convolve.js';
import { resample } from '../../../src/dsp/resample.js';
import { Resampler } from '../../../src/dsp/resampler.js';
import { sine, whiteNoise } from '../../support/signals.js';

describe('convolve', () => {
  it.each([
    [37, 11],
    [11, 37],
    [1, 1],
    // Many blocks, an odd number of them.
    [400, 9],
  ])('is the sum of shifted, scaled copies: %i samples, a response of %i', (length, taps) => {
    const signal = whiteNoise(length, 1, 1);
    const response = whiteNoise(taps, 1, 2);
    const expected = new Float64Array(length + taps - 1);
    for (const [i, a] of signal.entries())
      for (const [j, b] of response.entries()) expected[i + j] = (expected[i + j] as number) + a * b;
    const actual = convolve(signal, response);
    expect(actual).toHaveLength(expected.length);
    for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i] as number, 5);
  });

  it('of nothing is nothing', () => {
    expect(convolve(new Float32Array(0), new Float32Array(3))).toHaveLength(0);
  });
});

describe('resample', () => {
  it('is the stream fed once, to its end', () => {
    const samples = sine(440, { rate: 44_100, length: 4410 });
    const stream = new Resampler(44_100, 16_000);
    const pieces = [
      stream.push(samples.subarray(0, 1000)),
      stream.push(samples.subarray(1000)),
      stream.flush(),
    ];
    const whole = resample(samples, { from: 44_100, to: 16_000 });
    expect(whole).toHaveLength(1600);
    expect([...whole]).toEqual(pieces.flatMap((piece) => [...piece]));
  });
});
