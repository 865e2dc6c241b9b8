import { EmotionError } from '../core/errors.js';
import type { Frames } from '../core/units.js';
import type { InferenceStream, Scores } from './inference-protocol.js';

/** How a stream reaches its engine. */
export interface StreamRoute {
  advance(firstFrame: Frames, frames: Float32Array): Promise<Scores>;
  close(): void;
}

/** Remembers where a stream stands, over whichever way its calls take. */
export class RoutedStream implements InferenceStream {
  readonly #route: StreamRoute;
  #nextFrame: Frames | null = null;
  #state: 'idle' | 'busy' | 'closed' = 'idle';
  /** Grows with every loss: an answer from before it counts no more. */
  #losses = 0;

  constructor(route: StreamRoute) {
    this.#route = route;
  }

  get nextFrame(): Frames | null {
    return this.#nextFrame;
  }

  async advance(firstFrame: Frames, frames: Float32Array): Promise<Scores> {
    if (this.#state === 'closed') throw new EmotionError('disposed', 'advance was called on a closed stream');
    if (this.#state === 'busy')
      throw new EmotionError('invalid-argument', 'advance was called before the call before it had ended');
    this.#state = 'busy';
    const losses = this.#losses;
    try {
      const scores = await this.#route.advance(firstFrame, frames);
      if (losses === this.#losses) this.#nextFrame = scores.endFrame;
      return scores;
    } catch (error) {
      this.lose();
      throw error;
    } finally {
      this.#settle();
    }
  }

  /** The engine's state of this stream is gone. */
  lose(): void {
    this.#losses += 1;
    this.#nextFrame = null;
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.lose();
    this.#route.close();
  }

  /** A stream that was closed meanwhile stays closed. */
  #settle(): void {
    if (this.#state === 'busy') this.#state = 'idle';
  }
}
