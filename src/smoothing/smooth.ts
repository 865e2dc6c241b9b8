import { checkInteger, checkNumber } from '../core/check.js';

/** How a smoother weighs and forgets. */
export interface SmootherOptions {
  /** Number of classes. */
  readonly classes: number;
  /** Weight of the newest column, in (0, 1]. */
  readonly weight: number;
  /** The past is forgotten after more than this many columns without a score: by then it has left the network's window. */
  readonly forgetAfter: number;
}

/**
 * Exponential smoothing of probabilities on the column grid: y <- (1 - w) y + w x for each column.
 * A score that stands for several columns counts for all of them, so a busy network smooths no more slowly in time than a fast one.
 * The first score, and the first after a long pause, is taken as it is.
 */
export class ProbabilitySmoother {
  readonly #options: SmootherOptions;
  #values: Float64Array;
  #fresh = true;
  #idle = 0;

  /** @throws EmotionError `invalid-argument` for options out of range. */
  constructor(options: SmootherOptions) {
    checkInteger('classes', options.classes, { min: 1 });
    checkNumber('weight', options.weight, { min: Number.MIN_VALUE, max: 1 });
    this.#options = options;
    this.#values = this.#uniform();
  }

  /** The smoothed probabilities: uniform before the first score. Not to be written to. */
  get values(): Float64Array {
    return this.#values;
  }

  /**
   * Takes in a score.
   * @param probabilities one a class.
   * @param columns how many columns the score stands for; 0 changes nothing.
   */
  update(probabilities: Float64Array, columns: number): Float64Array {
    if (columns <= 0) return this.#values;
    const forgets = this.#fresh || columns > this.#options.forgetAfter;
    const kept = forgets ? 0 : (1 - this.#options.weight) ** columns;
    this.#fresh = false;
    this.#idle = 0;
    this.#values = this.#values.map(
      (old, index) => kept * old + (1 - kept) * (probabilities[index] as number),
    );
    return this.#values;
  }

  /** Lets columns go by that bring no score (nobody speaks, or samples were lost): the past stays as it is until it is forgotten. */
  pass(columns: number): Float64Array {
    this.#idle += columns;
    if (this.#idle > this.#options.forgetAfter) this.reset();
    return this.#values;
  }

  /** Forgets everything. */
  reset(): void {
    this.#fresh = true;
    this.#idle = 0;
    this.#values = this.#uniform();
  }

  #uniform(): Float64Array {
    return new Float64Array(this.#options.classes).fill(1 / this.#options.classes);
  }
}
