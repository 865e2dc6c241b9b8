import { LOG_MEL, rowWidth } from '../core/feature-spec.js';
import type { Frames, Hertz, Milliseconds, Samples, Seconds } from '../core/units.js';
import { Resampler } from '../dsp/resampler.js';
import { LogMelStream } from '../features/log-mel-stream.js';
import { InputRows } from '../features/input-rows.js';
import { LEVEL_SPEC, Leveller } from '../features/speech-level.js';
import type { LoadedModel } from '../inference/inference-protocol.js';
import { FrameRing } from '../ring/frame-ring.js';
import { SampleRing } from '../ring/sample-ring.js';
import { RECENT_COLUMNS } from '../smoothing/decision.js';
import { SoundGuard } from './sound-guard.js';
import type { SoundBlock } from './sound-guard.js';
import type { TelemetryCounter } from './telemetry.js';

/** An unbroken stretch of sound: what the network's state may span. */
export interface Take {
  /** What the network reads of each frame, counted from the start of the take. */
  readonly frames: FrameRing;
  /** 1 for each frame that stands out of the noise floor, 0 for the others. */
  readonly active: FrameRing;
  /** Where the take starts, in seconds since the stream began. */
  readonly origin: Seconds;
}

/** Enough new columns of frames: time for a verdict. */
export interface Hop {
  readonly take: Take;
  /** One more than the newest frame, within the take; a multiple of the model's `framesPerColumn`. */
  readonly endFrame: Frames;
  /** End of the newest sound that the column knows, in seconds since the stream began. */
  readonly tEnd: Seconds;
  readonly arrivedAt: Milliseconds;
  /** The recent columns hold next to no sound. */
  readonly silent: boolean;
  /** The recent columns have a hole. */
  readonly gap: boolean;
}

/** New frames for a live picture. */
export interface LogMelPicture {
  /** [n, 128] row-major, in dB as they were measured; n is at least 1. */
  readonly frames: Float32Array;
  /** The speech level at each frame, in dB: what the network sees is relative to it. */
  readonly levels: Float32Array;
  /** Time of the first frame's centre, in seconds since the stream began. */
  readonly tStart: Seconds;
  readonly framesPerSecond: number;
}

/** What a front end is made for. */
export interface SignalFrontOptions {
  readonly sampleRate: Hertz;
  readonly model: LoadedModel;
  readonly telemetry: TelemetryCounter;
  /** Frames from one hop to the next, whole columns; default: as the model wants them live. */
  readonly framesPerHop?: Frames | undefined;
  readonly onPicture?: ((picture: LogMelPicture) => void) | undefined;
}

/** Time from one frame to the next: 32 ms. */
export const FRAME_SECONDS: Seconds = LOG_MEL.hop / LOG_MEL.sampleRate;

/**
 * From sound at any rate to what a network reads: gaps filled, resampled to 16 kHz, log-mels (levelled where the model's front end says
 * so) or samples or both, normalised, kept in a ring.
 * A gap is filled with silence; after one longer than the network's window a new take begins, since nothing from before it counts.
 */
export class SignalFront {
  readonly #options: SignalFrontOptions;
  readonly #guard: SoundGuard;
  #run: Run;

  /** @throws EmotionError `invalid-argument` for a rate that cannot be resampled. */
  constructor(options: SignalFrontOptions) {
    this.#options = options;
    const { telemetry, framesPerHop = options.model.framesPerHop.live } = options;
    telemetry.hopMs = 1000 * framesPerHop * FRAME_SECONDS;
    this.#guard = new SoundGuard(telemetry);
    this.#run = new Run(options, 0);
  }

  /** Time heard so far, gaps included. */
  get duration(): Seconds {
    return this.#run.end;
  }

  /** Takes in the next block. Returns the hops that it completes. */
  push(block: SoundBlock): Hop[] {
    const { sampleRate, model } = this.#options;
    const { samples, missing } = this.#guard.take(block);
    const lost = missing / sampleRate;
    const hops: Hop[] = [];
    if (missing < 0 || lost > model.windowFrames * FRAME_SECONDS)
      this.#run = new Run(this.#options, this.#run.end + Math.max(0, lost));
    else if (missing > 0) hops.push(...this.#run.push(new Float32Array(missing), block.arrivedAt, true));
    hops.push(...this.#run.push(samples, block.arrivedAt));
    return hops;
  }

  /** Ends the sound: the frames that were waiting for what comes after them, and a hop for the columns since the last one. */
  flush(arrivedAt: Milliseconds): Hop[] {
    return this.#run.flush(arrivedAt);
  }
}

/** One take in the making. */
class Run {
  readonly #options: SignalFrontOptions;
  readonly #take: Take;
  readonly #resampler: Resampler;
  readonly #samples = new SampleRing();
  readonly #logMel = new LogMelStream();
  readonly #leveller = new Leveller();
  readonly #rows: InputRows;
  readonly #framesPerHop: Frames;
  /** The end of the last hop. */
  #judged: Frames = 0;
  #heard: Samples = 0;
  /** One more than the last frame that was not silent. */
  #loudUntil: Frames = -Infinity;

  constructor(options: SignalFrontOptions, origin: Seconds) {
    const { replayFrames, input, framesPerHop } = options.model;
    this.#options = options;
    this.#rows = new InputRows(input, this.#samples);
    this.#framesPerHop = options.framesPerHop ?? framesPerHop.live;
    this.#resampler = new Resampler(options.sampleRate, LOG_MEL.sampleRate);
    // Room for a replay, and for the frames that come while the network is busy with it.
    const capacity = 2 * (replayFrames + this.#framesPerHop);
    this.#take = {
      frames: new FrameRing({ width: rowWidth(input), capacity }),
      active: new FrameRing({ width: 1, capacity }),
      origin,
    };
  }

  get end(): Seconds {
    return this.#take.origin + this.#heard / this.#options.sampleRate;
  }

  /** @param lost the samples are silence in place of some that were lost. */
  push(samples: Float32Array, arrivedAt: Milliseconds, lost = false): Hop[] {
    const hops: Hop[] = [];
    for (let at = 0; at < samples.length; at += this.#options.sampleRate) {
      const heard = this.#resample(samples.subarray(at, at + this.#options.sampleRate));
      hops.push(...this.#hear(heard, arrivedAt, lost ? heard.length : 0));
    }
    return hops;
  }

  flush(arrivedAt: Milliseconds): Hop[] {
    const hops = this.#hear(this.#resampler.flush(), arrivedAt);
    hops.push(...this.#addFrames(this.#logMel.flush(), arrivedAt));
    const { framesPerColumn } = this.#options.model;
    const last = Math.floor(this.#take.frames.end / framesPerColumn) * framesPerColumn;
    if (last > this.#judged) hops.push(this.#hop(last, arrivedAt));
    return hops;
  }

  /** @param missing how many of the samples at 16 kHz, from the first on, stand for lost ones. */
  #hear(samples: Float32Array, arrivedAt: Milliseconds, missing: Samples = 0): Hop[] {
    this.#samples.append(samples.subarray(missing), this.#samples.end + missing);
    return this.#addFrames(this.#logMel.push(samples), arrivedAt);
  }

  #resample(samples: Float32Array): Float32Array {
    this.#heard += samples.length;
    return this.#resampler.push(samples);
  }

  #addFrames(raw: Float32Array, arrivedAt: Milliseconds): Hop[] {
    const { frames: levelled, energies, levels, active } = this.#leveller.push(raw);
    let end = this.#take.frames.end;
    this.#show(raw, levels, end);
    this.#take.frames.append(this.#rows.rows({ raw, levelled }));
    this.#take.active.append(Float32Array.from(active));
    this.#options.telemetry.framesComputed += energies.length;
    const hops: Hop[] = [];
    for (const energy of energies) {
      end++;
      if (energy >= LEVEL_SPEC.silence) this.#loudUntil = end;
      if (end % this.#framesPerHop === 0) hops.push(this.#hop(end, arrivedAt));
    }
    return hops;
  }

  #hop(endFrame: Frames, arrivedAt: Milliseconds): Hop {
    this.#judged = endFrame;
    const recent = endFrame - RECENT_COLUMNS * this.#options.model.framesPerColumn;
    // Frame k is centred on sample k * hop and reads half a window on from there; at the end of the sound that part is mirrored.
    const newest = (endFrame - 1) * LOG_MEL.hop + LOG_MEL.fftSize / 2;
    return {
      take: this.#take,
      endFrame,
      tEnd: Math.min(this.#take.origin + newest / LOG_MEL.sampleRate, this.end),
      arrivedAt,
      silent: this.#loudUntil <= recent,
      gap: this.#samples.lost(recent * LOG_MEL.hop - LOG_MEL.fftSize / 2, newest) > 0,
    };
  }

  #show(frames: Float32Array, levels: Float32Array, first: Frames): void {
    if (levels.length === 0) return;
    const tStart = this.#take.origin + first * FRAME_SECONDS;
    this.#options.onPicture?.({ frames, levels, tStart, framesPerSecond: 1 / FRAME_SECONDS });
  }
}
