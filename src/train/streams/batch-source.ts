import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { EmotionError } from '../../core/errors.js';
import { startTypescriptWorker } from '../run/typescript-worker.js';
import type { Batch } from './batch.js';
import type { MaterialRequest } from './material.js';

/** Asks for the batch of one step. */
export interface BatchOrder {
  readonly seed: number;
  readonly step: number;
  readonly size: number;
}

/** Batches that are drawn ahead. */
const AHEAD = 3;

/** Draws batches in a thread, in order of their steps. Batch n depends on the seed and n alone, so a resumed run draws the same. */
export class BatchSource {
  readonly #worker: Worker;
  readonly #ready = new Map<number, Batch>();
  #ordered: number | null = null;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (batch: Batch) => void this.#ready.set(batch.step, batch));
  }

  /**
   * Loads the material in a new thread.
   * @throws EmotionError `invalid-argument` when a recording cannot be read.
   */
  static async open(request: MaterialRequest): Promise<BatchSource> {
    const worker = startTypescriptWorker(new URL('./batch-worker.ts', import.meta.url), {
      workerData: request,
    });
    await once(worker, 'message').catch((cause: unknown) => {
      // An error that has crossed threads has lost its class.
      throw new EmotionError('invalid-argument', (cause as Error).message, { cause });
    });
    return new BatchSource(worker);
  }

  /** The batch of `order.step`; those of the next steps are being drawn meanwhile. */
  async next(order: BatchOrder): Promise<Batch> {
    this.#ordered ??= order.step;
    for (; this.#ordered <= order.step + AHEAD; this.#ordered++)
      this.#worker.postMessage({ ...order, step: this.#ordered });
    for (;;) {
      const batch = this.#ready.get(order.step);
      if (batch !== undefined) {
        this.#ready.delete(order.step);
        return batch;
      }
      await once(this.#worker, 'message');
    }
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
