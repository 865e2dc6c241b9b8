import { checkInteger } from '../core/check.js';
import type { Milliseconds } from '../core/units.js';

/** The last measurements of a quantity, and what is usual among them. */
export class RollingLatency {
  readonly #recent: Float64Array;
  #count = 0;

  /** @param size how many measurements are remembered. */
  constructor(size = 128) {
    this.#recent = new Float64Array(checkInteger('size', size, { min: 1 }));
  }

  /** Remembers one measurement, in place of the oldest when there are `size` already. */
  add(latency: Milliseconds): void {
    this.#recent[this.#count++ % this.#recent.length] = latency;
  }

  /** The measurement that half of the others do not exceed; `null` without any. */
  get median(): Milliseconds | null {
    return this.quantile(0.5);
  }

  /** The measurement that 95 % do not exceed; `null` without any. */
  get p95(): Milliseconds | null {
    return this.quantile(0.95);
  }

  /** The least measurement that a `share` of all, in [0, 1], does not exceed (nearest rank); `null` without any. */
  quantile(share: number): Milliseconds | null {
    const sorted = this.#recent.slice(0, Math.min(this.#count, this.#recent.length)).sort();
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  }
}
