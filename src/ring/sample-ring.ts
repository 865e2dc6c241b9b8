import { checkInteger } from '../core/check.js';
import { WINDOW_SAMPLES } from '../core/feature-spec.js';
import type { Samples } from '../core/units.js';
import { Circular } from './circular.js';
import { checkSpan } from './span.js';

/** Samples that were lost, from `from` up to, not including, `to`. */
interface Gap {
  readonly from: Samples;
  readonly to: Samples;
}

/** The newest samples of one stream by their absolute index, with zeros where samples were lost. */
export class SampleRing {
  readonly #samples: Circular;
  /** Oldest first; those that have left the ring are forgotten. */
  #gaps: Gap[] = [];
  #start: Samples = 0;
  #end: Samples = 0;

  /** @param capacity samples held at most; 8 s of 16 kHz unless told. */
  constructor(capacity: Samples = WINDOW_SAMPLES) {
    this.#samples = new Circular(checkInteger('capacity', capacity, { min: 1 }));
  }

  /** Index of the oldest sample held. */
  get start(): Samples {
    return this.#start;
  }

  /** One more than the index of the newest sample. */
  get end(): Samples {
    return this.#end;
  }

  /**
   * Takes the stream's next samples and overwrites the oldest. A jump of the index says that samples were lost: they are held as
   * zeros and remembered. When nothing of before the jump would stay, and at the very first samples, the ring starts anew there.
   * @param firstSample absolute index of the first one.
   * @throws EmotionError `invalid-argument` when it lies before `end`.
   */
  append(samples: Float32Array, firstSample: Samples = this.#end): void {
    checkInteger('firstSample', firstSample, { min: this.#end });
    if (firstSample > this.#end) this.#jump(firstSample);
    this.#samples.write(this.#end, samples);
    this.#end += samples.length;
    this.#start = Math.max(this.#start, this.#end - this.#samples.capacity);
    while (this.#gaps[0] !== undefined && this.#gaps[0].to <= this.#start) this.#gaps.shift();
  }

  /**
   * The samples `from` .. `to` - 1.
   * @throws EmotionError `invalid-argument` when the ring does not hold them all.
   */
  copy(from: Samples, to: Samples): Float32Array {
    checkSpan(from, to, this);
    return this.#samples.read(from, to);
  }

  /** How many of the samples `from` .. `to` - 1 were lost, of those that the ring holds. */
  lost(from: Samples, to: Samples): Samples {
    const first = Math.max(from, this.#start);
    return this.#gaps.reduce(
      (sum, gap) => sum + Math.max(0, Math.min(to, gap.to) - Math.max(first, gap.from)),
      0,
    );
  }

  #jump(to: Samples): void {
    if (this.#end === this.#start || to - this.#end >= this.#samples.capacity) {
      this.#gaps = [];
      this.#start = to;
    } else {
      this.#gaps.push({ from: this.#end, to });
      this.#samples.clear(this.#end, to);
    }
    this.#end = to;
  }
}
