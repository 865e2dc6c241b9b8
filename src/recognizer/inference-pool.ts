import { Scope } from '../core/scope.js';
import type { Probability } from '../core/units.js';
import type { Inference, LoadRequest } from '../inference/inference-protocol.js';

/** How a worker is started and a model loaded into it. */
export interface ConnectOptions {
  readonly workerUrl?: string | undefined;
  readonly onProgress: (share: Probability) => void;
  /** Nobody wants the model any more. */
  readonly signal: AbortSignal;
}

/** Loads a model into a new worker. */
export type ConnectInference = (request: LoadRequest, options: ConnectOptions) => Promise<Inference>;

/** A share in a loaded, or loading, model. */
export interface InferenceLease {
  /** Resolves when the model is ready. @throws EmotionError whatever hinders it. */
  readonly inference: Promise<Inference>;
  /** How much of it is here, in [0, 1]; 1 once it is ready. */
  readonly progress: Probability;
  /** Calls `listener` on progress, until the returned function is called. */
  watch(listener: (share: Probability) => void): () => void;
  /** Gives the share back; the last one ends the worker. Idempotent. */
  release(): void;
  /** As `release`, and nobody else gets this worker: it has failed. */
  discard(): void;
}

/** Which worker and which model: equal wishes share one worker. */
export interface InferenceWish {
  readonly request: LoadRequest;
  readonly workerUrl?: string | undefined;
}

/** Workers in use, by what is loaded in them. A worker lives as long as somebody holds a lease on it. */
export class InferencePool {
  readonly #connect: ConnectInference;
  readonly #entries = new Map<string, Entry>();

  constructor(connect: ConnectInference) {
    this.#connect = connect;
  }

  /** A share in what `wish` describes; the first one starts the loading. */
  lease(wish: InferenceWish): InferenceLease {
    const key = JSON.stringify(wish);
    const entry = this.#entries.get(key) ?? this.#start(key, wish);
    entry.holders++;
    const release = once(() => {
      if (--entry.holders === 0) entry.scope.dispose();
    });
    return {
      inference: entry.inference,
      get progress() {
        return entry.progress;
      },
      watch: (listener) => {
        entry.listeners.add(listener);
        return () => entry.listeners.delete(listener);
      },
      release,
      discard: () => {
        this.#forget(key, entry);
        release();
      },
    };
  }

  #start(key: string, { request, workerUrl }: InferenceWish): Entry {
    const scope = new Scope();
    const abort = new AbortController();
    const progressed = (share: Probability) => {
      entry.progress = share;
      for (const listener of entry.listeners) listener(share);
    };
    const inference = this.#connect(request, { workerUrl, signal: abort.signal, onProgress: progressed });
    const entry: Entry = { inference, scope, holders: 0, progress: 0, listeners: new Set() };
    this.#entries.set(key, entry);
    scope.add(() => {
      this.#forget(key, entry);
      abort.abort();
    });
    inference.then(
      (loaded) => {
        entry.progress = 1;
        scope.add(() => {
          loaded.dispose();
        });
      },
      // Those who hold a lease hear of the failure through its promise; the next one starts anew.
      () => {
        this.#forget(key, entry);
      },
    );
    return entry;
  }

  #forget(key: string, entry: Entry): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }
}

interface Entry {
  readonly inference: Promise<Inference>;
  readonly scope: Scope;
  readonly listeners: Set<(share: Probability) => void>;
  holders: number;
  progress: Probability;
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
