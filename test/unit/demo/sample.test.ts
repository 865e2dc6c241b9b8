import { describe, expect, it } from 'vitest';
import { makeSample } from '../../../demo/sample.js';
import { scaleTo, speak, type Manner, type Phone } from '../../../demo/voice.js';
import { encodeWav } from '../../../demo/wav.js';

const vowel: Phone = { seconds: 0.5, formants: [730, 1090, 2440], voicing: 1, hiss: 0 };
const steady: Manner = { pitch: [200], energy: [1], rate: 1, effort: 0.5, tract: 1 };
const RATE = 16_000;

/** Power of `samples` at `hertz` (Goertzel's sum, directly). */
function powerAt(samples: Float32Array, hertz: number): number {
  let [re, im] = [0, 0];
  samples.forEach((sample, index) => {
    const angle = (2 * Math.PI * hertz * index) / RATE;
    re += sample * Math.cos(angle);
    im += sample * Math.sin(angle);
  });
  return re * re + im * im;
}

describe('the voice', () => {
  it('has its energy at the harmonics of its pitch, not between them', () => {
    const samples = speak([vowel], steady, RATE);
    for (const harmonic of [200, 400, 600, 800])
      expect(powerAt(samples, harmonic)).toBeGreaterThan(100 * powerAt(samples, harmonic + 100));
  });

  it('has formants: a vowel is louder near its first than in the valley above its second', () => {
    const samples = speak([vowel], { ...steady, pitch: [100] }, RATE);
    expect(powerAt(samples, 700)).toBeGreaterThan(10 * powerAt(samples, 1800));
  });

  it('is as long as its sounds at its rate, finite, and scaled as asked', () => {
    const samples = scaleTo(speak([vowel, vowel], { ...steady, rate: 2 }, RATE), 0.5);
    expect(samples.length).toBe(RATE / 2);
    expect(samples.every(Number.isFinite)).toBe(true);
    expect(Math.max(...samples.map(Math.abs))).toBeCloseTo(0.5, 5);
  });
});

describe('WAV', () => {
  it('interleaves channels as 16-bit PCM and clips', async () => {
    const blob = encodeWav([Float32Array.of(0, 1), Float32Array.of(-0.5, 2)], 8000);
    const view = new DataView(await blob.arrayBuffer());
    expect(view.byteLength).toBe(44 + 8);
    expect([22, 32, 34].map((at) => view.getUint16(at, true))).toEqual([2, 4, 16]);
    expect([24, 28, 40].map((at) => view.getUint32(at, true))).toEqual([8000, 32_000, 8]);
    expect([44, 46, 48, 50].map((at) => view.getInt16(at, true))).toEqual([0, -16383, 32_767, 32_767]);
  });
});

it('the call has one voice on each side, one after the other', async () => {
  const pcm = new Int16Array((await makeSample('call').arrayBuffer()).slice(44));
  const side = (offset: number): Int16Array => pcm.filter((_, index) => index % 2 === offset);
  const energy = (samples: Int16Array): number => samples.reduce((sum, sample) => sum + sample ** 2, 0);
  const [left, right] = [side(0), side(1)];
  const silentFrom = left.findLastIndex((sample) => sample !== 0) + 1;
  expect(energy(left)).toBeGreaterThan(0);
  expect(energy(right)).toBeGreaterThan(0);
  expect(energy(right.subarray(0, silentFrom))).toBe(0);
});
