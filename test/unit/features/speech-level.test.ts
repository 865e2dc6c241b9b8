import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureHash, LOG_MEL } from '../../../src/core/feature-spec.js';
import { readAudio } from '../../../src/files/read-audio.js';
import { logMel } from '../../../src/features/log-mel.js';
import {
  LEVEL_SPEC,
  LEVELLED_LOG_MEL,
  Leveller,
  SpeechLevel,
  type LevelledFrames,
} from '../../../src/features/speech-level.js';
import { corpora } from '../../support/corpora.js';
import { concatenate, cut } from '../../support/float32.js';
import { babble, whiteNoise } from '../../support/signals.js';

const FRAME = 128;
const FRAMES_PER_SECOND = 31.25;

/** A frame whose bands all stand at `energy`. */
const flat = (energy: number): Float32Array => new Float32Array(FRAME).fill(energy);

const amplified = (samples: Float32Array, gain: number): Float32Array =>
  samples.map((sample) => sample * 10 ** (gain / 20));

const levelled = (samples: Float32Array): LevelledFrames => new Leveller().push(logMel(samples));

/** The answer with both of its numbers, but for roundings. */
const answer = (energy: number, level: number | null, active: boolean): object => ({
  energy: expect.closeTo(energy, 9) as number,
  level: level === null ? null : (expect.closeTo(level, 9) as number),
  active,
});

const last = (values: Float32Array): number => values[values.length - 1] ?? NaN;

function greatestDifference(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] ?? NaN))), 0);
}

describe('SpeechLevel', () => {
  it('knows no level before any speech', () => {
    expect(new SpeechLevel().next(flat(-30))).toEqual(answer(-30, null, false));
  });

  it('averages what stands out of the noise floor', () => {
    const tracker = new SpeechLevel();
    tracker.next(flat(-40));
    expect(tracker.next(flat(-10))).toEqual(answer(-10, -10, true));
    expect(tracker.next(flat(-20)).level).toBeCloseTo(-15, 5);
    expect(tracker.next(flat(-36))).toMatchObject({ active: false });
    expect(tracker.next(flat(-3)).level).toBeCloseTo(-11, 5);
  });

  it('forgets with a time constant of 4 s', () => {
    const tracker = new SpeechLevel();
    tracker.next(flat(-60));
    for (let frame = 0; frame < 125; frame++) tracker.next(flat(-10));
    tracker.next(flat(-60));
    for (let frame = 0; frame < 125; frame++) tracker.next(flat(-20));
    expect(tracker.next(flat(-20)).level).toBeCloseTo(-20 + 10 * (1 - 1 / 125) ** 126, 3);
  });

  it('starts the mean anew for speech much louder than the breath before it', () => {
    const tracker = new SpeechLevel();
    tracker.next(flat(-60));
    for (let frame = 0; frame < 20; frame++) tracker.next(flat(-40));
    expect(tracker.next(flat(-20)).level).toBeCloseTo(-20, 5);
  });

  it('hears soft speech again some seconds after a bang', () => {
    const tracker = new SpeechLevel();
    tracker.next(flat(-50));
    tracker.next(flat(30));
    const syllable = [-50, -20, -20];
    const answers = Array.from({ length: 300 }, (_, frame) => tracker.next(flat(syllable[frame % 3] ?? NaN)));
    const heard = answers.findIndex(({ active }) => active);
    // (30 - 25 - -20) dB at 3 dB/s.
    expect(heard / FRAMES_PER_SECOND).toBeGreaterThan(8);
    expect(heard / FRAMES_PER_SECOND).toBeLessThan(9);
  });

  it('is left as it was by digital silence', () => {
    const [straight, interrupted] = [new SpeechLevel(), new SpeechLevel()];
    for (const tracker of [straight, interrupted])
      for (const energy of [-50, -10, -20]) tracker.next(flat(energy));
    const { level } = interrupted.next(flat(-100));
    for (let frame = 0; frame < 500; frame++)
      expect(interrupted.next(flat(-100))).toEqual(answer(-100, level, false));
    expect(interrupted.next(flat(-15))).toEqual(straight.next(flat(-15)));
  });

  it('looks past a DC offset and hum', () => {
    const frame = flat(-20);
    frame.fill(30, 0, LEVEL_SPEC.firstBand);
    expect(new SpeechLevel().next(frame).energy).toBeCloseTo(-20, 9);
  });

  it('refuses a frame of another width', () => {
    expect(() => new SpeechLevel().next(new Float32Array(64))).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});

describe('the level of sounds', () => {
  it.each([-12, 12])('moves with a gain of %d dB, and the levelled frames stay', (gain) => {
    const samples = babble(6);
    const [plain, moved] = [levelled(samples), levelled(amplified(samples, gain))];
    expect(
      greatestDifference(
        moved.levels,
        plain.levels.map((level) => level + gain),
      ),
    ).toBeLessThan(1e-3);
    expect(greatestDifference(moved.frames, plain.frames)).toBeLessThan(1e-3);
    expect(moved.active).toEqual(plain.active);
  });

  it('is found at once behind a second of digital silence, and the same as without it', () => {
    const speech = babble(4);
    const late = levelled(concatenate([new Float32Array(16_384), speech]));
    expect(late.active.slice(0, 30)).toEqual(new Uint8Array(30));
    expect(Math.abs(last(late.levels) - last(levelled(speech).levels))).toBeLessThan(1);
  });

  it('takes steady noise alone for no speech', () => {
    for (const rms of [0.001, 0.01, 0.1]) expect(levelled(whiteNoise(160_000, rms)).active).not.toContain(1);
  });

  it('hears speech 10 dB above white noise', () => {
    const speech = babble(6);
    const power = speech.reduce((sum, sample) => sum + sample * sample, 0) / speech.length;
    const noise = whiteNoise(speech.length, Math.sqrt(power / 10), 2);
    const clean = levelled(speech);
    const noisy = levelled(speech.map((sample, n) => sample + (noise[n] ?? NaN)));
    expect(noisy.active).toContain(1);
    expect(Math.abs(last(noisy.levels) - last(clean.levels))).toBeLessThan(10);
  });
});

describe('Leveller', () => {
  it('gives the same bits however the frames are cut', () => {
    const raw = logMel(babble(3));
    const whole = new Leveller().push(raw);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 30 }), (rows) => {
        const leveller = new Leveller();
        const sizes = rows.map((count) => count * FRAME);
        const parts = cut(raw, sizes).map((piece) => leveller.push(piece));
        expect(concatenate(parts.map(({ frames }) => frames))).toEqual(whole.frames);
        expect(concatenate(parts.map(({ levels }) => levels))).toEqual(whole.levels);
        expect(concatenate(parts.map(({ energies }) => energies))).toEqual(whole.energies);
        expect(parts.flatMap(({ active }) => [...active])).toEqual([...whole.active]);
      }),
      { numRuns: 30 },
    );
  });

  it('bounds its values and leaves its input alone', () => {
    const raw = new Float32Array(3 * FRAME).fill(-30);
    raw.fill(-10, FRAME, 2 * FRAME);
    raw.set([60, -100], FRAME);
    const before = raw.slice();
    const { frames } = new Leveller().push(raw);
    expect(raw).toEqual(before);
    expect(Math.min(...frames)).toBe(LEVEL_SPEC.lowest);
    expect(Math.max(...frames)).toBe(LEVEL_SPEC.highest);
  });

  it('hears nothing but its lowest value before the first word, however loud the line', () => {
    for (const energy of [-70, -20]) {
      const { frames, levels } = new Leveller().push(new Float32Array(2 * FRAME).fill(energy));
      expect(frames).toEqual(new Float32Array(2 * FRAME).fill(LEVEL_SPEC.lowest));
      expect([...levels]).toEqual([expect.closeTo(energy, 4), expect.closeTo(energy, 4)]);
    }
  });

  it('takes no frames', () => {
    expect(new Leveller().push(new Float32Array(0)).frames).toHaveLength(0);
  });

  it('refuses a part of a frame', () => {
    expect(() => new Leveller().push(new Float32Array(100))).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});

it('refuses a first band beyond the last', () => {
  const level = { ...LEVEL_SPEC, firstBand: FRAME };
  expect(() => new SpeechLevel({ ...LEVELLED_LOG_MEL, level })).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});

it('has a feature hash of its own, which changes with the tracker', () => {
  const hashes = [
    LOG_MEL,
    LEVELLED_LOG_MEL,
    { ...LEVELLED_LOG_MEL, level: { ...LEVEL_SPEC, memory: 5 } },
  ].map(featureHash);
  expect(new Set(hashes).size).toBe(3);
});

describe.skipIf(corpora === undefined)('on recordings (needs EMOTION_CORPORA)', () => {
  it.each([
    { name: 'emodb/03a01Fa', share: 0.6 },
    { name: 'ravdess/03-01-05-02-01-01-01', share: 0.3 },
  ])('hears most of the speech of $name, and keeps it level', async ({ name, share }) => {
    const { samples } = await readAudio(`${corpora ?? ''}/${name}.flac`);
    const { frames, active } = levelled(samples);
    expect(active.reduce((sum, one) => sum + one, 0) / active.length).toBeGreaterThan(share);
    // The mean power of the active frames is the level, but for the first syllables and the slow following.
    const powers = [...active.keys()]
      .filter((row) => active[row] === 1)
      .map((row) => frames.subarray(row * FRAME + 3, (row + 1) * FRAME))
      .map(
        (frame) => 10 * Math.log10(frame.reduce((sum, value) => sum + 10 ** (value / 10), 0) / frame.length),
      );
    const mean = powers.reduce((sum, power) => sum + power, 0) / powers.length;
    expect(Math.abs(mean)).toBeLessThan(6);
  });

  it.each([-12, 12])('moves the level of EmoDB by a gain of %d dB wherever somebody speaks', async (gain) => {
    const { samples } = await readAudio(`${corpora ?? ''}/emodb/14b03Wb.flac`);
    const [plain, moved] = [levelled(samples), levelled(amplified(samples, gain))];
    const spoken = [...plain.energies.keys()].filter(
      (row) => (plain.energies[row] ?? NaN) > last(plain.levels) - LEVEL_SPEC.belowLevel,
    );
    expect(spoken.length).toBeGreaterThan(30);
    for (const row of spoken)
      expect((moved.levels[row] ?? NaN) - (plain.levels[row] ?? NaN)).toBeCloseTo(gain, 2);
  });

  it.each([
    'emodb/14b03Wb',
    // Some 20 dB quieter, after a second of digital zeros: turned down it comes near the end of the scale.
    'ravdess/03-01-05-02-01-01-01',
    'ravdess/03-01-02-01-01-01-12',
  ])('hears the same in %s, 12 dB softer or louder', async (name) => {
    const { samples } = await readAudio(`${corpora ?? ''}/${name}.flac`);
    const plain = levelled(samples);
    for (const gain of [-12, 12]) {
      const moved = levelled(amplified(samples, gain));
      expect(moved.active).toEqual(plain.active);
      expect(greatestDifference(moved.frames, plain.frames)).toBeLessThan(0.01);
    }
  });
});
