import { checkInteger } from '../core/check.js';
import { EmotionError } from '../core/errors.js';
import type { Frames } from '../core/units.js';
import { Circular } from './circular.js';
import { checkSpan } from './span.js';

/** Shape of a {@link FrameRing}. */
export interface FrameRingShape {
  /** Values of a frame. */
  readonly width: number;
  /** Frames held at most. */
  readonly capacity: Frames;
}

/** The newest feature frames of one stream by their absolute index. */
export class FrameRing {
  readonly #width: number;
  readonly #values: Circular;
  #end: Frames = 0;

  constructor({ width, capacity }: FrameRingShape) {
    this.#width = checkInteger('width', width, { min: 1 });
    this.#values = new Circular(width * checkInteger('capacity', capacity, { min: 1 }));
  }

  /** Index of the oldest frame held. */
  get start(): Frames {
    return Math.max(0, this.#end - this.#values.capacity / this.#width);
  }

  /** One more than the index of the newest frame. */
  get end(): Frames {
    return this.#end;
  }

  /**
   * Takes the stream's next frames and overwrites the oldest.
   * @param rows [n, width] row-major; n may be 0.
   * @throws EmotionError `invalid-argument` for a length that is no whole number of frames.
   */
  append(rows: Float32Array): void {
    if (rows.length % this.#width !== 0)
      throw new EmotionError(
        'invalid-argument',
        `rows have ${rows.length} values, no multiple of ${this.#width}`,
      );
    this.#values.write(this.#end * this.#width, rows);
    this.#end += rows.length / this.#width;
  }

  /**
   * The frames `from` .. `to` - 1, [to - from, width] row-major.
   * @throws EmotionError `invalid-argument` when the ring does not hold them all.
   */
  copy(from: Frames, to: Frames): Float32Array {
    checkSpan(from, to, this);
    return this.#values.read(from * this.#width, to * this.#width);
  }
}
