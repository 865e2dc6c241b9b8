import { LOG_MEL, SAMPLES } from '../core/feature-spec.js';
import type { InputSpec } from '../core/feature-spec.js';
import type { Frames, Samples } from '../core/units.js';
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
  /** Samples that no row has taken yet. */
  #waiting: Float32Array = new Float32Array(0);

  constructor(input: InputSpec) {
    this.#input = input;
  }

  /** Takes the stream's next samples; {@link rows} gives them out. */
  hear(samples: Float32Array): void {
    if (this.#input.samples === null) return;
    const all = new Float32Array(this.#waiting.length + samples.length);
    all.set(this.#waiting);
    all.set(samples, this.#waiting.length);
    this.#waiting = all;
  }

  /**
   * The rows of the next frames, normalised. Samples that a row lacks at the end of the sound are silence.
   * @returns [n, width] row-major.
   */
  rows(pair: FramePair): Float32Array {
    const { samples, frames } = this.#input;
    const count = pair.raw.length / LOG_MEL.mels;
    const mels = frames === null ? null : normalise(this.#framesOf(pair), frames);
    const sound = samples === null ? null : normalise(this.#takeSamples(count), samples);
    if (mels !== null && sound !== null) return interleave(mels, sound, count);
    return mels ?? sound ?? new Float32Array(0);
  }

  #framesOf({ raw, levelled }: FramePair): Float32Array {
    return this.#input.frontEnd === 'levelled-log-mel' ? levelled : raw;
  }

  #takeSamples(rows: Frames): Float32Array {
    const taken = new Float32Array(rows * SAMPLES.hop);
    const heard: Samples = Math.min(taken.length, this.#waiting.length);
    taken.set(this.#waiting.subarray(0, heard));
    this.#waiting = this.#waiting.slice(heard);
    return taken;
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
