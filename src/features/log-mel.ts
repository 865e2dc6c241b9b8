import { LOG_MEL } from '../core/feature-spec.js';
import type { FeatureSpec } from '../core/feature-spec.js';
import { LogMelStream } from './log-mel-stream.js';

/**
 * The log-mel frames of a whole recording: the stream fed once.
 * @param samples mono, at the specification's rate.
 * @returns [1 + floor(samples / hop), mels] row-major, in dB; empty for no samples.
 */
export function logMel(samples: Float32Array, spec: FeatureSpec = LOG_MEL): Float32Array {
  const stream = new LogMelStream(spec);
  const body = stream.push(samples);
  const tail = stream.flush();
  const frames = new Float32Array(body.length + tail.length);
  frames.set(body);
  frames.set(tail, body.length);
  return frames;
}
