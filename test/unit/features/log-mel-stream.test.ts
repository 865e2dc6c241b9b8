import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOG_MEL } from '../../../src/core/feature-spec.js';
import { readAudio } from '../../../src/files/read-audio.js';
import { LogMelStream } from '../../../src/features/log-mel-stream.js';
import { logMel } from '../../../src/features/log-mel.js';
import { corpora } from '../../support/corpora.js';
import { concatenate, cut, readFloat32 } from '../../support/float32.js';
import { sine, whiteNoise } from '../../support/signals.js';

const goldenFolder = new URL('../../golden/', import.meta.url).pathname;

function greatestDifference(frames: Float32Array, golden: Float32Array): number {
  expect(frames).toHaveLength(golden.length);
  return golden.reduce(
    (most, value, index) => (value > -80 ? Math.max(most, Math.abs(value - (frames[index] ?? NaN))) : most),
    0,
  );
}

/** The frames by their definition: the samples mirrored by index arithmetic, then framed without any end. */
function mirroredFrames(samples: Float32Array): Float32Array {
  const length = samples.length;
  const period = Math.max(1, 2 * (length - 1));
  const at = (index: number) => {
    const phase = ((index % period) + period) % period;
    return samples[Math.min(phase, period - phase)] ?? samples[0] ?? NaN;
  };
  const count = 1 + Math.floor(length / 512);
  // Frame 4 + k of the padded stream stands on sample k * 512, far from the padded stream's own ends.
  const padded = Float32Array.from({ length: (count + 8) * 512 }, (_, n) => at(n - 4 * 512));
  return logMel(padded).subarray(4 * 128, (4 + count) * 128);
}

describe('log-mel frames', () => {
  it("equal librosa's of a chirp within 1e-3 dB", () => {
    const frames = logMel(readFloat32(`${goldenFolder}chirp-input.f32`));
    expect(greatestDifference(frames, readFloat32(`${goldenFolder}chirp.f32`))).toBeLessThan(1e-3);
  });

  it.skipIf(corpora === undefined).each(['03a01Fa', '14b03Wb'])(
    "equal librosa's of EmoDB's %s within 1e-3 dB (needs EMOTION_CORPORA)",
    async (name) => {
      const { samples } = await readAudio(`${corpora ?? ''}/emodb/${name}.flac`);
      const padded = new Float32Array(128_000);
      padded.set(samples.subarray(0, padded.length));
      const golden = readFloat32(`${corpora ?? ''}/../golden/emodb-${name}.f32`);
      expect(greatestDifference(logMel(padded), golden)).toBeLessThan(1e-3);
    },
  );

  it('have the same bits however the samples are cut', () => {
    const samples = whiteNoise(12_345, 0.1);
    const whole = logMel(samples);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const stream = new LogMelStream();
        const parts = cut(samples, sizes).map((piece) => stream.push(piece));
        expect(concatenate([...parts, stream.flush()])).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it.each([1, 2, 3, 500, 512, 1023, 1024, 1025, 1026, 1536, 2048, 2560, 5120, 5121, 5631])(
    'number 1 + floor(N / 512) for %i samples, mirrored at both ends',
    (length) => {
      const samples = whiteNoise(length, 0.1);
      expect(logMel(samples)).toEqual(mirroredFrames(samples));
    },
  );

  it('come as soon as their last sample: frame 0 with sample 1024, frame k with sample 512 k + 1023', () => {
    const stream = new LogMelStream();
    const arrivals: number[] = [];
    whiteNoise(4000, 0.1).forEach((sample, index) => {
      if (stream.push(Float32Array.of(sample)).length > 0) arrivals.push(index);
    });
    expect(arrivals).toEqual([1024, 1535, 2047, 2559, 3071, 3583]);
  });

  it('stand at -100 dB for digital silence, and there are none of no samples', () => {
    expect(new Set(logMel(new Float32Array(5000)))).toEqual(new Set([-100]));
    expect(logMel(new Float32Array(0))).toHaveLength(0);
  });

  it('take samples that are not finite for 0', () => {
    const broken = whiteNoise(6000, 0.1);
    broken.set([NaN, Infinity, -Infinity], 3000);
    broken[0] = NaN;
    const repaired = broken.map((sample) => (Number.isFinite(sample) ? sample : 0));
    expect(logMel(broken)).toEqual(logMel(repaired));
    expect(logMel(broken).every(Number.isFinite)).toBe(true);
  });

  it('stay finite for samples of any size', () => {
    expect(logMel(new Float32Array(3000).fill(3e38)).every(Number.isFinite)).toBe(true);
  });

  it('start anew after the end of a stream', () => {
    const stream = new LogMelStream();
    const samples = sine(440, { rate: 16000, length: 3000 });
    const once = concatenate([stream.push(samples), stream.flush()]);
    expect(concatenate([stream.push(samples), stream.flush()])).toEqual(once);
  });

  it('follow another specification', () => {
    const spec = { ...LOG_MEL, fftSize: 512, hop: 160, mels: 40, amin: 1e-8 };
    const frames = logMel(new Float32Array(16_000), spec);
    expect(frames).toHaveLength(101 * 40);
    expect(frames[0]).toBe(-80);
  });

  it.each([
    [{ hop: 0 }, 'hop'],
    [{ hop: 1025 }, 'hop'],
    [{ fftSize: 1000 }, 'hop|FFT size'],
    [{ fftSize: 3000 }, 'FFT size'],
    [{ amin: 0 }, 'amin'],
    [{ amin: NaN }, 'amin'],
    [{ mels: -1 }, 'mels'],
  ])('refuse %j', (change, name) => {
    expect(() => new LogMelStream({ ...LOG_MEL, ...change })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', message: expect.stringMatching(name) as string }),
    );
  });
});
