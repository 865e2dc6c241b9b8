import type { EmotionError } from '../core/errors.js';

/** A thing that may be lost for good, a worker or a GPU context: whoever waits for it hears of the loss at once. */
export class Loss {
  #error: EmotionError | null = null;
  #listener: ((error: EmotionError) => void) | null = null;
  readonly #waiting = new Set<(error: EmotionError) => void>();

  /** Why the thing is lost; `null` while it lives. */
  get error(): EmotionError | null {
    return this.#error;
  }

  /** Reports the loss. The first report counts. */
  report(error: EmotionError): void {
    if (this.#error !== null) return;
    this.#error = error;
    this.#listener?.(error);
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }

  /** Calls `listener` on the loss, before those who wait hear of it; at once when it has happened. One listener. */
  onLoss(listener: (error: EmotionError) => void): void {
    this.#listener = listener;
    if (this.#error !== null) listener(this.#error);
  }

  /** What `work` comes to, or the loss when that comes first. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      void work.then(resolve, reject).finally(() => this.#waiting.delete(reject));
      if (this.#error !== null) reject(this.#error);
    });
  }
}
