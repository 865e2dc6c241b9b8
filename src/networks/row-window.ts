import type { Frames } from '../core/units.js';

/**
 * What a network for clips of 8 s reads of a stream. Until the window is full it is laid out as the trainer lays out a short clip: what was
 * heard stands at its start, silence behind it. From then on it holds the newest rows, and nothing is padded any more.
 */
export class RowWindow {
  readonly #values: Float32Array;
  #filled = 0;

  /** @param silence one row of silence, normalised. */
  constructor(rows: Frames, silence: Float32Array) {
    this.#values = new Float32Array(rows * silence.length);
    for (let row = 0; row < rows; row++) this.#values.set(silence, row * silence.length);
  }

  /** [rows, width] row-major. The window's own array: it changes with the next push. */
  get values(): Float32Array {
    return this.#values;
  }

  /** Whether as many rows were heard as the window holds. */
  get full(): boolean {
    return this.#filled === this.#values.length;
  }

  /** Takes the stream's next rows; the oldest leave. */
  push(rows: Float32Array): void {
    const kept = rows.subarray(-this.#values.length);
    const leaving = Math.max(0, this.#filled + kept.length - this.#values.length);
    this.#values.copyWithin(0, leaving, this.#filled);
    this.#filled -= leaving;
    this.#values.set(kept, this.#filled);
    this.#filled += kept.length;
  }
}
