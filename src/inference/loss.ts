import type { EmotionError } from '../core/errors.js';

/** A thing that may be lost for good, a worker or a GPU context: whoever waits for it hears of the loss at once. */
export class Loss {
  #error: EmotionError | null = null;
  #listener: ((error: EmotionError) => void) | null = null;
  #probe: () => EmotionError | null = () => null;
  readonly #waiting = new Set<(error: EmotionError) => void>();

  /** Why the thing is lost; `null` while it lives. */
  get error(): EmotionError | null {
    const found = this.#error ?? this.#probe();
    if (found !== null) this.report(found);
    return this.#error;
  }

  /** Asks `probe` as well, whenever the loss is looked at: an event of it may come late. */
  ask(probe: () => EmotionError | null): void {
    this.#probe = probe;
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

  /** What `work` comes to, or the loss when that comes first; what a lost thing answers does not count. */
  async race<T>(work: Promise<T>): Promise<T> {
    const value = await this.#first(work);
    if (this.error !== null) throw this.error;
    return value;
  }

  #first<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      void work.then(resolve, reject).finally(() => this.#waiting.delete(reject));
      if (this.error !== null) reject(this.error);
    });
  }
}
