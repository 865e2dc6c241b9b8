import { EmotionError, type EmotionErrorCode } from '../core/errors.js';
import type { Frames, Probability } from '../core/units.js';
import type { Inference, InferenceStream, Scores } from '../inference/inference-protocol.js';
import { speechByEnergy } from '../features/energy-speech.js';
import type { Hop, Take } from './signal-front.js';
import type { TelemetryCounter } from './telemetry.js';

/** A call that fails is tried again from the frame ring; a network that fails this often in a row is given up. */
export const MAX_ATTEMPTS = 3;

/** Errors that another attempt cannot mend. */
const FINAL: readonly EmotionErrorCode[] = ['invalid-argument', 'disposed'];

/** What the network says of a hop. */
export interface ScoredHop {
  readonly hop: Hop;
  readonly scores: Scores;
  /** Speech in each column that the call brought, oldest first: by the network's speech head, or by energy where it has none. */
  readonly speech: readonly Probability[];
}

/**
 * Brings frames from the ring to the network: those that it has not seen, or, when it knows none of them any more
 * (a fresh or replaced worker, a new take, a stall longer than the ring), all that its state depends on.
 */
export class NetworkFeed {
  readonly #inference: Inference;
  readonly #telemetry: TelemetryCounter;
  #stream: InferenceStream;
  #take: Take | null = null;
  #closed = false;

  constructor(inference: Inference, telemetry: TelemetryCounter) {
    this.#inference = inference;
    this.#telemetry = telemetry;
    this.#stream = inference.open();
  }

  /**
   * The network's answer about the window that ends with `hop`. One call at a time; hops may be left out, not repeated.
   * @throws EmotionError the last of {@link MAX_ATTEMPTS} failures.
   */
  async score(hop: Hop): Promise<ScoredHop> {
    if (this.#take !== null && this.#take !== hop.take) this.#reopen();
    this.#take = hop.take;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#advance(hop);
      } catch (error) {
        const known = EmotionError.wrap(error, 'worker-failed', 'the network did not answer');
        if (this.#closed || attempt >= MAX_ATTEMPTS || FINAL.includes(known.code)) throw known;
        this.#telemetry.retries++;
      }
    }
  }

  /** Gives the network's stream back. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stream.close();
  }

  async #advance(hop: Hop): Promise<ScoredHop> {
    const { take, endFrame } = hop;
    const first = this.#firstFrame(take, endFrame);
    const scores = await this.#stream.advance(first, take.frames.copy(first, endFrame));
    if (!scores.logits.every(Number.isFinite))
      throw new EmotionError('backend-failed', `the network answered ${scores.logits.join(', ')}`);
    const { windowFrames, framesPerColumn, incremental } = this.#inference.model;
    const reused = Math.min(endFrame, windowFrames) - (endFrame - first);
    if (incremental) this.#telemetry.framesReused += Math.max(0, reused);
    const speech = scores.speech ?? speechByEnergy(take.active.copy(first, endFrame), framesPerColumn);
    return { hop, scores, speech };
  }

  #firstFrame(take: Take, endFrame: Frames): Frames {
    const next = this.#stream.nextFrame;
    if (next !== null && next >= take.frames.start && next < endFrame) return next;
    if (next !== null) this.#reopen();
    const { replayFrames, framesPerColumn } = this.#inference.model;
    const oldest = Math.max(take.frames.start, endFrame - replayFrames, 0);
    return Math.ceil(oldest / framesPerColumn) * framesPerColumn;
  }

  #reopen(): void {
    this.#stream.close();
    this.#stream = this.#inference.open();
  }
}
