import type { Milliseconds, Samples } from '../core/units.js';
import type { TelemetryCounter } from './telemetry.js';

/** Consecutive mono samples, as a capture or a file gives them. */
export interface SoundBlock {
  readonly samples: Float32Array;
  /** Absolute index of the first sample at the sound's own rate. */
  readonly firstSample: Samples;
  /** `performance.now()` when the last sample arrived. */
  readonly arrivedAt: Milliseconds;
  /** Samples that were repaired on the way here. */
  readonly repaired?: Samples;
}

/** The samples of a block, every one finite, and how they join the block before. */
export interface GuardedSound {
  readonly samples: Float32Array;
  /** Samples lost before this block; negative when the index went back, and the block continues nothing. */
  readonly missing: Samples;
}

/** Stands before the front end: counts gaps, clipped samples, and samples that are no numbers, which it replaces by 0. */
export class SoundGuard {
  readonly #telemetry: TelemetryCounter;
  #expected: Samples | null = null;

  constructor(telemetry: TelemetryCounter) {
    this.#telemetry = telemetry;
  }

  /** The stream begins at the first block, whatever its index. */
  take({ samples, firstSample, repaired = 0 }: SoundBlock): GuardedSound {
    const missing = firstSample - (this.#expected ?? firstSample);
    if (missing !== 0) this.#telemetry.gaps++;
    this.#expected = firstSample + samples.length;
    this.#telemetry.repaired += repaired;
    return { samples: this.#finite(samples), missing };
  }

  #finite(samples: Float32Array): Float32Array {
    let broken = 0;
    for (const sample of samples) {
      const size = Math.abs(sample);
      if (size >= 1 && size < Infinity) this.#telemetry.clipped++;
      else if (!(size < 1)) broken++;
    }
    this.#telemetry.repaired += broken;
    return broken === 0 ? samples : samples.map((sample) => (Number.isFinite(sample) ? sample : 0));
  }
}
