import { checkNumber } from '../core/check.js';
import type { Decibels } from '../core/units.js';

/** Mean and spread of the features that a network was trained on. */
export interface Normalisation {
  readonly mean: Decibels;
  readonly std: Decibels;
}

/**
 * A copy of `frames` as the network expects them: (dB - mean) / std.
 * @throws EmotionError `invalid-argument` for a mean or std that is not finite, or a std that is not positive.
 */
export function normalise(frames: Float32Array, { mean, std }: Normalisation): Float32Array {
  checkNumber('mean', mean);
  checkNumber('std', std, { min: Number.MIN_VALUE });
  return frames.map((value) => (value - mean) / std);
}
