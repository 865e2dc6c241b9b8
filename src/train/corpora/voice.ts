import type { Hertz } from '../../core/units.js';
import { LOG_MEL } from '../../core/feature-spec.js';
import { resample } from '../../dsp/resample.js';
import { readAudio } from '../../files/read-audio.js';
import { loadUsable } from './check-clips.js';

/** Samples of one analysis step of the trimmer: 10 ms. */
const STEP = 160;
/** A step this far (in dB) below the loudest one is silence. */
const SILENCE_BELOW = 40;
/** Root mean square of every loaded voice: -26 dBFS. */
const VOICE_RMS = 0.05;

/**
 * A recording as 16 kHz mono, {@link evenOut made alike} whatever corpus it is from.
 * @throws EmotionError as {@link loadUsable}.
 */
export async function loadVoice(path: string): Promise<Float32Array> {
  return evenOut(await loadUsable(path));
}

/**
 * The voice in `samples` (16 kHz): no DC, no silence at its ends, one level. So nothing but the voice tells corpora apart.
 */
export function evenOut(samples: Float32Array): Float32Array {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  const voice = trimSilence(samples.map((value) => value - mean));
  const gain = VOICE_RMS / Math.max(rms(voice), 1e-9);
  return voice.map((value) => value * gain);
}

/** A recording as 16 kHz mono, otherwise as it is. */
export async function loadMono(path: string, sampleRate: Hertz = LOG_MEL.sampleRate): Promise<Float32Array> {
  const audio = await readAudio(path);
  return resample(audio.samples, { from: audio.sampleRate, to: sampleRate });
}

/** Root mean square; 0 for no samples. */
export function rms(samples: Float32Array): number {
  let power = 0;
  for (const value of samples) power += value * value;
  return Math.sqrt(power / Math.max(1, samples.length));
}

/** The part from the first to the last step that is no silence, with 30 ms around it. */
function trimSilence(samples: Float32Array): Float32Array {
  const levels: number[] = [];
  for (let at = 0; at + STEP <= samples.length; at += STEP) levels.push(rms(samples.subarray(at, at + STEP)));
  const least = Math.max(...levels, 1e-9) * 10 ** (-SILENCE_BELOW / 20);
  const first = levels.findIndex((level) => level > least);
  const last = levels.findLastIndex((level) => level > least);
  return first < 0 ? samples : samples.slice(Math.max(0, first - 3) * STEP, (last + 4) * STEP);
}
