import type { DecisionSpec } from '../core/manifest.js';
import type { Seconds } from '../core/units.js';

/** The thresholds of {@link Hysteresis}. */
export type HysteresisOptions = Pick<DecisionSpec, 'enter' | 'leave' | 'dwell'>;

/**
 * From smoothed probabilities to the class that is shown, without flicker.
 * A class is shown when its probability reaches `enter`. It is given up below `leave`; between the two it yields only to another
 * class that reaches `enter`; at `enter` or above it yields to none. Whatever happens it stays for `dwell`.
 */
export class Hysteresis {
  readonly #options: HysteresisOptions;
  #shown: number | null = null;
  #since: Seconds = 0;

  constructor(options: HysteresisOptions) {
    this.#options = options;
  }

  /** Index of the class shown; `null` while there is none. */
  get shown(): number | null {
    return this.#shown;
  }

  /**
   * Takes in the newest probabilities.
   * @param probabilities one a class; `null` when there is nothing to judge, which gives up what is shown once it has dwelt.
   * @param elapsed time since the call before.
   */
  update(probabilities: Float64Array | null, elapsed: Seconds): number | null {
    this.#since += elapsed;
    if (this.#shown !== null && this.#since < this.#options.dwell) return this.#shown;
    const next = probabilities === null ? null : this.#next(probabilities);
    if (next !== this.#shown) this.#since = 0;
    this.#shown = next;
    return next;
  }

  /** Shows nothing, at once. */
  reset(): void {
    this.#shown = null;
    this.#since = 0;
  }

  #next(probabilities: Float64Array): number | null {
    const { enter, leave } = this.#options;
    const held = this.#shown === null ? 0 : (probabilities[this.#shown] as number);
    if (this.#shown !== null && held >= enter) return this.#shown;
    const likeliest = indexOfMax(probabilities);
    if ((probabilities[likeliest] as number) >= enter) return likeliest;
    return held >= leave ? this.#shown : null;
  }
}

/** Index of the greatest of `values`, the first of equals. */
export function indexOfMax(values: Float64Array): number {
  return values.indexOf(Math.max(...values));
}
