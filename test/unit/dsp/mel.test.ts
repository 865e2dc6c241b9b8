import { describe, expect, it } from 'vitest';
import { LOG_MEL } from '../../../src/core/feature-spec.js';
import { applyMelBank, hertzToMel, melBank, melToHertz } from '../../../src/dsp/mel.js';
import { readFloat32 } from '../../support/float32.js';

const BINS = 1025;
const golden = readFloat32(new URL('../../golden/mel-filters.f32', import.meta.url).pathname);

describe("Slaney's scale", () => {
  it.each([
    [0, 0],
    [200, 3],
    [1000, 15],
    [6400, 42],
  ])('has %d Hz at mel %d', (hertz, mel) => {
    expect(hertzToMel(hertz)).toBeCloseTo(mel, 12);
    expect(melToHertz(mel)).toBeCloseTo(hertz, 9);
  });
});

describe('the filter bank', () => {
  it("equals librosa's, each weight to a rounding", () => {
    const bank = melBank(LOG_MEL);
    const power = new Float64Array(BINS);
    const energies = new Float64Array(LOG_MEL.mels);
    let difference = 0;
    for (let bin = 0; bin < BINS; bin++) {
      power.fill(0)[bin] = 1;
      applyMelBank(bank, power, energies);
      energies.forEach((energy, band) => {
        difference = Math.max(difference, Math.abs(energy - (golden[band * BINS + bin] ?? NaN)));
      });
    }
    expect(difference).toBeLessThan(1e-8);
  });

  it('gives nothing for a band too narrow for any bin', () => {
    const bank = melBank({ ...LOG_MEL, fftSize: 128 });
    const energies = new Float64Array(LOG_MEL.mels);
    applyMelBank(bank, new Float64Array(65).fill(1), energies);
    expect(energies[0]).toBe(0);
    expect(energies[127]).toBeGreaterThan(0);
  });

  it('gives nothing for a band above half the rate', () => {
    const bank = melBank({ ...LOG_MEL, sampleRate: 14400 });
    const energies = new Float64Array(LOG_MEL.mels);
    applyMelBank(bank, new Float64Array(1025).fill(1), energies);
    expect(energies[127]).toBe(0);
    expect(energies[120]).toBeGreaterThan(0);
  });

  it.each([
    [{ mels: 0 }, 'mels'],
    [{ mels: 1.5 }, 'mels'],
    [{ maxFrequency: -1 }, 'maxFrequency'],
    [{ minFrequency: -1 }, 'minFrequency'],
    [{ minFrequency: 5000, maxFrequency: 4000 }, 'minFrequency'],
    [{ sampleRate: NaN }, 'sampleRate'],
    [{ fftSize: 0 }, 'fftSize'],
  ])('refuses %j', (change, name) => {
    expect(() => melBank({ ...LOG_MEL, ...change })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(name) as string }),
    );
  });
});
