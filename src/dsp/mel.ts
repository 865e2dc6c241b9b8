import { checkInteger, checkNumber } from '../core/check.js';
import type { FeatureSpec } from '../core/feature-spec.js';
import type { Hertz } from '../core/units.js';

/** Slaney's scale (Auditory Toolbox, 1998): linear up to 1 kHz = mel 15, then 27 mels for each factor of 6.4. */
const HERTZ_PER_MEL = 200 / 3;
const LOG_START_HERTZ = 1000;
const LOG_START_MEL = LOG_START_HERTZ / HERTZ_PER_MEL;
const LOG_STEP = Math.log(6.4) / 27;

/** The Slaney mel of a frequency of at least 0 Hz. */
export function hertzToMel(frequency: Hertz): number {
  return frequency < LOG_START_HERTZ
    ? frequency / HERTZ_PER_MEL
    : LOG_START_MEL + Math.log(frequency / LOG_START_HERTZ) / LOG_STEP;
}

/** The frequency of a Slaney mel of at least 0. */
export function melToHertz(mel: number): Hertz {
  return mel < LOG_START_MEL
    ? mel * HERTZ_PER_MEL
    : LOG_START_HERTZ * Math.exp((mel - LOG_START_MEL) * LOG_STEP);
}

/** What a filter bank depends on. */
export type MelSpec = Pick<FeatureSpec, 'sampleRate' | 'fftSize' | 'mels' | 'minFrequency' | 'maxFrequency'>;

/** Triangles over the bins of a power spectrum, of which only the part that is not zero is kept. */
export interface MelBank {
  /** First bin of each band. */
  readonly firstBins: Int32Array;
  /** Band b's weights are `weights[offsets[b] .. offsets[b + 1])`, one for each bin from its first on. */
  readonly offsets: Int32Array;
  readonly weights: Float32Array;
}

/**
 * Triangles whose corners are evenly spaced in mels, each scaled by 2 / its width in hertz so that all have the same area
 * (librosa `filters.mel(norm='slaney', htk=False)`). A band that is narrower than the spacing of the bins may be empty, and one
 * above half the sampling rate is.
 * @throws EmotionError `invalid-argument` for counts below 1 (fftSize: 2), frequencies that are negative or not finite, and a lowest
 * frequency above the highest.
 */
export function melBank(spec: MelSpec): MelBank {
  checkMelSpec(spec);
  const corners = melCorners(spec);
  const bands = Array.from({ length: spec.mels }, (_, band) => triangle(corners, band, spec));
  return {
    firstBins: Int32Array.from(bands, ({ firstBin }) => firstBin),
    offsets: runningSum(bands.map(({ weights }) => weights.length)),
    weights: Float32Array.from(bands.flatMap(({ weights }) => weights)),
  };
}

/**
 * Writes the energy of each band.
 * @param power a power spectrum of fftSize / 2 + 1 bins.
 * @param energies takes one value a band.
 */
export function applyMelBank(bank: MelBank, power: Float64Array, energies: Float64Array): void {
  const { firstBins, offsets, weights } = bank;
  for (let band = 0; band < firstBins.length; band++) {
    const end = offsets[band + 1] as number;
    let bin = firstBins[band] as number;
    let energy = 0;
    for (let index = offsets[band] as number; index < end; index++, bin++)
      energy += (weights[index] as number) * (power[bin] as number);
    energies[band] = energy;
  }
}

function checkMelSpec({ sampleRate, fftSize, mels, minFrequency, maxFrequency }: MelSpec): void {
  checkNumber('sampleRate', sampleRate, { min: 1 });
  checkInteger('fftSize', fftSize, { min: 2 });
  checkInteger('mels', mels, { min: 1 });
  checkNumber('maxFrequency', maxFrequency, { min: 0 });
  checkNumber('minFrequency', minFrequency, { min: 0, max: maxFrequency });
}

function melCorners({ mels, minFrequency, maxFrequency }: MelSpec): readonly Hertz[] {
  const low = hertzToMel(minFrequency);
  const step = (hertzToMel(maxFrequency) - low) / (mels + 1);
  return Array.from({ length: mels + 2 }, (_, corner) => melToHertz(low + corner * step));
}

function triangle(corners: readonly Hertz[], band: number, { sampleRate, fftSize }: MelSpec) {
  const [left, centre, right] = corners.slice(band, band + 3) as [Hertz, Hertz, Hertz];
  const weights: number[] = [];
  let firstBin = 0;
  for (let bin = 0; bin <= fftSize / 2; bin++) {
    const frequency = (bin * sampleRate) / fftSize;
    const height = Math.min((frequency - left) / (centre - left), (right - frequency) / (right - centre));
    if (!(height > 0)) continue;
    if (weights.length === 0) firstBin = bin;
    weights.push((height * 2) / (right - left));
  }
  return { firstBin, weights };
}

function runningSum(counts: readonly number[]): Int32Array {
  const sums = new Int32Array(counts.length + 1);
  counts.forEach((count, index) => {
    sums[index + 1] = (sums[index] as number) + count;
  });
  return sums;
}
