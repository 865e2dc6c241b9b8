import type { Samples } from '../core/units.js';

/** Sets every NaN and infinity in `samples` to 0, in place. Returns how many there were. */
export function repairSamples(samples: Float32Array): Samples {
  let repaired = 0;
  for (const [index, sample] of samples.entries()) {
    if (Number.isFinite(sample)) continue;
    samples[index] = 0;
    repaired++;
  }
  return repaired;
}
