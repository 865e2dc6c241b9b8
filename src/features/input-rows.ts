import { LOG_MEL, SAMPLES } from '../core/feature-spec.js';
import type { InputSpec } from '../core/feature-spec.js';
import type { Frames } from '../core/units.js';
import type { SampleRing } from '../ring/sample-ring.js';
import { normalise } from './normaliser.js';

/** The log-mel frames of a stretch of sound, as they were measured and with the level of speech taken out: [n, mels] each. */
export interface FramePair {
  readonly raw: Float32Array;
  readonly levelled: Float32Array;
}

/**
 * From samples and their log-mel frames to the rows that a network reads: one a frame, of log-mels, of samples, or of log-mels with
 * samples behind them. Row k belongs to frame k; its samples are those from the frame's centre on, number k * 512 to k * 512 + 511.
 */
export class InputRows {
  readonly #input: InputSpec;
  readonly #sound: SampleRing;
  /** The frame of the next row. */
  #next: Frames = 0;

  /** @param sound the stream's samples from number 0 on; has to hold those of a row until {@link rows} is asked for it. */
  constructor(input: InputSpec, sound: SampleRing) {
    this.#input = input;
    this.#sound = sound;
  }

  /**
   * The rows of the next frames, normalised. Samples that the sound does not have, before its start or after its end, are silence.
   * @returns [n, width] row-major.
   */
  rows(pair: FramePair): Float32Array {
    const { samples, frames } = this.#input;
    const count = pair.raw.length / LOG_MEL.mels;
    const mels = frames === null ? null : normalise(this.#framesOf(pair), frames);
    const sound = samples === null ? null : normalise(this.#samplesOf(count), samples);
    this.#next += count;
    if (mels !== null && sound !== null) return interleave(mels, sound, count);
    return mels ?? sound ?? new Float32Array(0);
  }

  #framesOf({ raw, levelled }: FramePair): Float32Array {
    return this.#input.frontEnd === 'levelled-log-mel' ? levelled : raw;
  }

  #samplesOf(rows: Frames): Float32Array {
    const samples = new Float32Array(rows * SAMPLES.hop);
    const first = this.#next * SAMPLES.hop;
    const from = Math.max(first, this.#sound.start);
    const to = Math.min(first + samples.length, this.#sound.end);
    if (from < to) samples.set(this.#sound.copy(from, to), from - first);
    return samples;
  }
}

function interleave(mels: Float32Array, sound: Float32Array, count: Frames): Float32Array {
  const width = LOG_MEL.mels + SAMPLES.hop;
  const rows = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    rows.set(mels.subarray(row * LOG_MEL.mels, (row + 1) * LOG_MEL.mels), row * width);
    rows.set(sound.subarray(row * SAMPLES.hop, (row + 1) * SAMPLES.hop), row * width + LOG_MEL.mels);
  }
  return rows;
}
