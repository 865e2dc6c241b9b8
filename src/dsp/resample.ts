import type { Hertz } from '../core/units.js';
import { Resampler } from './resampler.js';

/**
 * A whole recording at another rate: the stream resampler fed once.
 * @returns ceil(samples x to / from) samples.
 * @throws EmotionError `invalid-argument` for a rate that is not whole or outside 8000 .. 192000 Hz.
 */
export function resample(
  samples: Float32Array,
  { from, to }: { readonly from: Hertz; readonly to: Hertz },
): Float32Array {
  const resampler = new Resampler(from, to);
  const body = resampler.push(samples);
  const tail = resampler.flush();
  const all = new Float32Array(body.length + tail.length);
  all.set(body);
  all.set(tail, body.length);
  return all;
}
