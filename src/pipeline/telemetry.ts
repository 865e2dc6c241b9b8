import type { BackendName } from '../core/backends.js';
import type { Frames, Milliseconds, Samples, Seconds } from '../core/units.js';
import { RollingLatency } from './latency.js';

/** How a stream is doing, counted since it began. */
export interface Telemetry {
  /** Log-mel frames that the front end has computed. */
  readonly framesComputed: Frames;
  /** Frames of the windows judged that the network did not need to see again, because it kept what it knew of them. */
  readonly framesReused: Frames;
  /** Verdicts skipped because the network was busy; their frames went into the next one. */
  readonly droppedWindows: number;
  /** Verdicts given. */
  readonly windows: number;
  /** Time from one verdict to the next where none is dropped: 256 ms, or longer for a network that computes its whole window each time. */
  readonly hopMs: Milliseconds;
  /** Calls that the network failed and that were tried again. */
  readonly retries: number;
  /** From the arrival of the newest sample to the verdict, of the last verdicts; `null` before the first. */
  readonly latencyMedianMs: Milliseconds | null;
  readonly latencyP95Ms: Milliseconds | null;
  /** Time inside the network for each second of new sound, of the last verdicts: below 1 it keeps up. `null` before the first. */
  readonly realTimeFactor: number | null;
  readonly backend: BackendName;
  /** Holes in the sound. */
  readonly gaps: number;
  /** Samples that were not finite and were replaced by 0. */
  readonly repaired: Samples;
  /** Samples at or beyond full scale. */
  readonly clipped: Samples;
}

/** Counts for a {@link Telemetry}. */
export class TelemetryCounter {
  readonly #latency = new RollingLatency();
  readonly #load = new RollingLatency();
  /** May change with a worker that takes the place of another. */
  backend: BackendName;
  framesComputed: Frames = 0;
  framesReused: Frames = 0;
  droppedWindows = 0;
  windows = 0;
  hopMs: Milliseconds = 0;
  retries = 0;
  gaps = 0;
  repaired: Samples = 0;
  clipped: Samples = 0;

  constructor(backend: BackendName) {
    this.backend = backend;
  }

  /** Counts a verdict that took `latencyMs` from its newest sample on, `computeMs` of it in the network, for `sound` of new sound. */
  verdict(latencyMs: Milliseconds, computeMs: Milliseconds, sound: Seconds): void {
    this.windows++;
    this.#latency.add(latencyMs);
    if (sound > 0) this.#load.add(computeMs / 1000 / sound);
  }

  /** The counts as they are now. */
  snapshot(): Telemetry {
    const { framesComputed, framesReused, droppedWindows, windows, hopMs } = this;
    const { retries, gaps, repaired, clipped } = this;
    return {
      framesComputed,
      framesReused,
      droppedWindows,
      windows,
      hopMs,
      retries,
      latencyMedianMs: this.#latency.median,
      latencyP95Ms: this.#latency.p95,
      realTimeFactor: this.#load.median,
      backend: this.backend,
      gaps,
      repaired,
      clipped,
    };
  }
}
