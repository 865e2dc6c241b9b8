import { LOG_MEL } from '../../src/core/feature-spec.js';
import type { Samples, Seconds } from '../../src/core/units.js';
import { LogMelStream } from '../../src/features/log-mel-stream.js';
import type { HeardFrame } from './live-session.js';

/** The offset is found to this many samples: 4 ms. */
const STEP: Samples = 64;

const { hop, mels, sampleRate } = LOG_MEL;

function frameLevels(samples: Float32Array): Float32Array {
  const stream = new LogMelStream();
  const bands = [stream.push(samples), stream.flush()].flatMap((part) => [...part]);
  return Float32Array.from({ length: bands.length / mels }, (_, frame) => {
    const own = bands.slice(frame * mels, (frame + 1) * mels);
    return own.reduce((sum, value) => sum + value, 0) / mels;
  });
}

/** Level of a frame centred on every {@link STEP}-th sample. */
function fineLevels(samples: Float32Array): Float32Array {
  const phases = Array.from({ length: hop / STEP }, (_, phase) =>
    frameLevels(samples.subarray(phase * STEP)),
  );
  return Float32Array.from(
    { length: Math.floor(samples.length / STEP) },
    (_, index) => phases[index % phases.length]?.[Math.floor(index / phases.length)] ?? NaN,
  );
}

function distance(frames: readonly HeardFrame[], levels: Float32Array, offset: number): number {
  let sum = 0;
  let count = 0;
  for (const { t, level } of frames) {
    const expected = levels[Math.round((t * sampleRate) / STEP) - offset];
    if (expected === undefined || Number.isNaN(expected)) continue;
    sum += Math.abs(level - expected);
    count++;
  }
  return count > frames.length / 2 ? sum / count : Infinity;
}

/** Where a file's first sample stands in a stream, and how well the two agree there. */
export interface Alignment {
  /** Stream time of the file's start; negative when the stream began after it. A multiple of 4 ms. */
  readonly offset: Seconds;
  /** Mean difference of the frames' levels, in dB. */
  readonly difference: number;
}

/** Finds `samples` (16 kHz) in what a stream heard, by the levels of its frames: the file began at most 10 s after or before the stream. */
export function align(frames: readonly HeardFrame[], samples: Float32Array): Alignment {
  const levels = fineLevels(samples);
  const reach = (10 * sampleRate) / STEP;
  let best = { steps: 0, difference: Infinity };
  for (let steps = -reach; steps <= reach; steps++) {
    const difference = distance(frames, levels, steps);
    if (difference < best.difference) best = { steps, difference };
  }
  return { offset: (best.steps * STEP) / sampleRate, difference: best.difference };
}

/** `samples` as the stream heard them: begun where it began, so that both have their frames at the same places. */
export function asHeard(samples: Float32Array, { offset }: Alignment): Float32Array {
  const shift = Math.round(offset * sampleRate);
  if (shift <= 0) return samples.subarray(-shift);
  const heard = new Float32Array(samples.length + shift);
  heard.set(samples, shift);
  return heard;
}
