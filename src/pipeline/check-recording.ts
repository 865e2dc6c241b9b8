import { checkInteger, describeValue } from '../core/check.js';
import { EmotionError } from '../core/errors.js';
import type { Hertz } from '../core/units.js';
import { SAMPLE_RATES } from '../dsp/resampler.js';

/**
 * Checks that a recording is one channel of numbers in [-1, 1] by its kind: integers would be read as deafening sound. An array of another
 * frame passes.
 * @throws EmotionError `invalid-argument` naming what was given in its place.
 */
export function checkRecording(samples: Float32Array, sampleRate: Hertz): void {
  if (Object.prototype.toString.call(samples) !== '[object Float32Array]')
    throw new EmotionError(
      'invalid-argument',
      `samples is ${describeValue(samples)}, not a Float32Array of one channel`,
    );
  checkInteger('sampleRate', sampleRate, SAMPLE_RATES);
}
