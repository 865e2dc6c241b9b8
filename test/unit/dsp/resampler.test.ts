import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Resampler } from '../../../src/dsp/resampler.js';
import { concatenate, cut } from '../../support/float32.js';
import { sine, whiteNoise } from '../../support/signals.js';

const TARGET = 16000;
const RATES = [8000, 11025, 16000, 22050, 44100, 47999, 48000, 96000];
/** Away from the silence at the two ends. */
const EDGE = 2000;

function resampled(samples: Float32Array, rate: number, target = TARGET): Float32Array {
  const resampler = new Resampler(rate, target);
  return concatenate([resampler.push(samples), resampler.flush()]);
}

function tone(frequency: number, rate: number): Float32Array {
  return sine(frequency, { rate, length: rate });
}

const decibels = (ratio: number): number => 20 * Math.log10(ratio);

/** The least-squares fit of a sine at `frequency` to the middle of `samples`, and the greatest sample of what it leaves. */
function analyse(samples: Float32Array, frequency: number) {
  const middle = samples.subarray(EDGE, samples.length - EDGE);
  let [cc, ss, cs, xc, xs] = [0, 0, 0, 0, 0];
  const basis = (n: number) => (2 * Math.PI * frequency * (n + EDGE)) / TARGET;
  middle.forEach((x, n) => {
    const [c, s] = [Math.cos(basis(n)), Math.sin(basis(n))];
    [cc, ss, cs, xc, xs] = [cc + c * c, ss + s * s, cs + c * s, xc + x * c, xs + x * s];
  });
  const determinant = cc * ss - cs * cs;
  const cosine = (xc * ss - xs * cs) / determinant;
  const sineShare = (xs * cc - xc * cs) / determinant;
  const rest = middle.reduce((greatest, x, n) => {
    const fitted = cosine * Math.cos(basis(n)) + sineShare * Math.sin(basis(n));
    return Math.max(greatest, Math.abs(x - fitted));
  }, 0);
  return { amplitude: Math.hypot(cosine, sineShare), phase: Math.atan2(cosine, sineShare), rest };
}

describe.each(RATES)('from %i Hz', (rate) => {
  const nyquist = Math.min(rate, TARGET) / 2;

  it('passes up to 0.875 of the smaller Nyquist frequency: ripple < 0.1 dB, phase kept, images below -60 dB', () => {
    for (const share of [0.01, 0.1, 0.25, 0.5, 0.7, 0.8, 0.85, 0.875]) {
      const { amplitude, phase, rest } = analyse(
        resampled(tone(share * nyquist, rate), rate),
        share * nyquist,
      );
      expect(Math.abs(decibels(amplitude))).toBeLessThan(0.1);
      expect(Math.abs(phase)).toBeLessThan(1e-3);
      expect(decibels(rest)).toBeLessThan(-60);
    }
  });

  it('keeps the images of its transition band below -60 dB', () => {
    for (const share of [0.9, 0.95, 0.98])
      expect(
        decibels(analyse(resampled(tone(share * nyquist, rate), rate), share * nyquist).rest),
      ).toBeLessThan(-60);
  });

  it('gives the same bits however the samples are cut', () => {
    const samples = whiteNoise(20_000, 0.3);
    const whole = resampled(samples, rate);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 30 }), (sizes) => {
        const resampler = new Resampler(rate, TARGET);
        const parts = cut(samples, sizes).map((piece) => resampler.push(piece));
        expect(concatenate([...parts, resampler.flush()])).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });

  it('gives one output for each position before the end of the input', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), (length) => {
        const count = resampled(new Float32Array(length), rate).length;
        expect(count).toBe(Math.ceil((length * TARGET) / rate));
      }),
      { numRuns: 50 },
    );
  });
});

describe('aliases', () => {
  it.each(RATES.filter((rate) => rate > TARGET))(
    'lie below -60 dB from the smaller Nyquist frequency on, from %i Hz',
    (rate) => {
      for (let frequency = TARGET / 2; frequency < rate / 2; frequency *= 1.03) {
        // A sine that meets its own Nyquist frequency in its zeros would hide: shift it by an eighth of a period.
        const input = Float32Array.from({ length: rate }, (_, n) =>
          Math.sin(2 * Math.PI * ((frequency * n) / rate) + Math.PI / 4),
        );
        const middle = resampled(input, rate).subarray(EDGE, TARGET - EDGE);
        expect(decibels(middle.reduce((most, x) => Math.max(most, Math.abs(x)), 0))).toBeLessThan(-60);
      }
    },
  );
});

describe('a long stream', () => {
  it.each([
    // The ratio of 22050 to 16000 Hz, at half the work.
    { rate: 11025, target: 8000, seconds: 900 },
    { rate: 47999, target: 16000, seconds: 60 },
  ])('does not drift: $seconds s from $rate to $target Hz', ({ rate, target, seconds }) => {
    const resampler = new Resampler(rate, target);
    const silence = new Float32Array(rate);
    let count = 0;
    for (let second = 0; second < seconds - 1; second++) count += resampler.push(silence).length;
    const at = Math.floor(rate / 2);
    const click = silence.slice().fill(1, at, at + 1);
    const last = concatenate([resampler.push(click), resampler.flush()]);
    expect(count + last.length).toBe(seconds * target);
    const peak = count + last.indexOf(Math.max(...last));
    expect(Math.abs(peak - (seconds - 1 + at / rate) * target)).toBeLessThanOrEqual(0.5);
  });
});

describe('any stream', () => {
  it('passes through at equal rates, as a copy', () => {
    const samples = whiteNoise(100, 1);
    const resampler = new Resampler(TARGET, TARGET);
    const passed = resampler.push(samples);
    expect(passed).toEqual(samples);
    expect(passed).not.toBe(samples);
    expect(resampler.flush()).toHaveLength(0);
  });

  it('serves other targets too', () => {
    const output = resampled(sine(440, { rate: 16000, length: 16000 }), 16000, 48000);
    const expected = sine(440, { rate: 48000, length: 48000 });
    expect(output).toHaveLength(48000);
    for (let n = 5000; n < 43_000; n += 7) expect(output[n]).toBeCloseTo(expected[n] ?? NaN, 3);
  });

  it('starts anew after its end', () => {
    const samples = whiteNoise(5000, 1);
    const resampler = new Resampler(44100, TARGET);
    const once = concatenate([resampler.push(samples), resampler.flush()]);
    expect(concatenate([resampler.push(samples), resampler.flush()])).toEqual(once);
  });

  it.each([16000, 48000])('takes samples that are not finite for 0, from %i Hz', (rate) => {
    const broken = whiteNoise(9000, 1);
    broken.set([NaN, Infinity, -Infinity], 4000);
    const repaired = broken.map((sample) => (Number.isFinite(sample) ? sample : 0));
    expect(resampled(broken, rate)).toEqual(resampled(repaired, rate));
  });

  it.each([0, 7999, 192_001, 44100.5, NaN, Infinity])('refuses a rate of %d', (rate) => {
    for (const make of [() => new Resampler(rate, TARGET), () => new Resampler(TARGET, rate)])
      expect(make).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
