import { proxy } from 'comlink';
import { EmotionError, WORKER_FAILURES } from '../../core/errors.js';
import { Scope } from '../../core/scope.js';
import type { Frames, Milliseconds, Probability } from '../../core/units.js';
import { InferenceLink } from './inference-link.js';
import type { Inference, InferenceStream, LoadRequest, LoadedModel, Scores } from '../inference-protocol.js';
import { RoutedStream } from '../inference-stream.js';
import { RestartBudget } from './restart-budget.js';
import { startInferenceWorker, type StartWorker } from './start-worker.js';

/** How a worker is started, watched and replaced. */
export interface ConnectOptions {
  /** The worker's script; default: the one of this package. */
  readonly workerUrl?: string | undefined;
  /** Hears how much of the model has arrived, in [0, 1]; at the first load alone. */
  readonly onProgress?: (share: Probability) => void;
  /** Ends everything, also while loading. */
  readonly signal?: AbortSignal;
  /** Default 60 s, anew whenever more of the model has come: lines may be slow, and shaders are compiled afterwards. */
  readonly loadDeadlineMs?: Milliseconds;
  /** Default 10 s, forty hops; or ten times what the network took in its trial, where that is more. */
  readonly advanceDeadlineMs?: Milliseconds;
  /** For tests. */
  readonly startWorker?: StartWorker;
}

/**
 * Loads a model into a new worker.
 * @throws EmotionError `model-*`, `backend-failed`, `worker-failed`, `worker-timeout`; `disposed` when `signal` aborts.
 */
export async function connectInference(
  request: LoadRequest,
  options: ConnectOptions = {},
): Promise<Inference> {
  const client = new InferenceClient(request, options);
  try {
    await client.ready();
    return client;
  } catch (error) {
    client.dispose();
    throw error;
  }
}

/** A model in a worker that is replaced when it dies, hangs or loses its GPU: streams then ask for a replay. */
class InferenceClient implements Inference {
  readonly #request: LoadRequest;
  readonly #options: ConnectOptions;
  readonly #scope = new Scope();
  readonly #budget = new RestartBudget();
  readonly #streams = new Set<RoutedStream>();
  #opened = 0;
  #model: LoadedModel | null = null;
  /** The worker in use, or the one that is being started in its place. */
  #link: Promise<InferenceLink>;

  constructor(request: LoadRequest, options: ConnectOptions) {
    this.#request = request;
    this.#options = options;
    const { signal } = options;
    if (signal !== undefined) {
      const end = () => {
        this.dispose();
      };
      this.#scope.listen(signal, 'abort', end);
      if (signal.aborted) end();
    }
    this.#link = this.#start(options.onProgress);
  }

  /** The model as it runs now: a replaced worker may have chosen another backend. */
  get model(): LoadedModel {
    if (this.#model === null) throw new EmotionError('invalid-argument', 'the model is not loaded yet');
    return this.#model;
  }

  /** Resolves when the first worker has loaded the model. */
  async ready(): Promise<void> {
    await this.#link;
  }

  open(): InferenceStream {
    const number = this.#opened++;
    const stream = new RoutedStream({
      advance: (firstFrame, frames) => this.#advance(number, firstFrame, frames),
      close: () => {
        this.#streams.delete(stream);
        void this.#close(number);
      },
    });
    this.#streams.add(stream);
    return stream;
  }

  dispose(): void {
    this.#scope.dispose();
    this.#loseStreams();
  }

  async #advance(stream: number, firstFrame: Frames, frames: Float32Array): Promise<Scores> {
    const link = await this.#link;
    const { advanceDeadlineMs: deadlineMs = Math.max(10_000, 10 * this.model.trialMs) } = this.#options;
    try {
      return await link.call((service) => service.advance({ stream, firstFrame, frames }), {
        name: `frame ${firstFrame} of stream ${stream}`,
        deadlineMs,
      });
    } catch (error) {
      const known = EmotionError.wrap(error, 'worker-failed', 'the inference worker failed');
      if (WORKER_FAILURES.includes(known.code)) link.fail(known);
      throw known;
    }
  }

  /** A worker that cannot be told has no streams any more. */
  async #close(stream: number): Promise<void> {
    try {
      const link = await this.#link;
      await link.call((service) => service.close(stream), { name: 'closing a stream', deadlineMs: 10_000 });
    } catch {
      return;
    }
  }

  async #start(onProgress?: (share: Probability) => void): Promise<InferenceLink> {
    if (this.#scope.disposed) throw new EmotionError('disposed', 'the inference was disposed of');
    const link = new InferenceLink(
      this.#options.startWorker ?? ((scope) => startInferenceWorker(scope, this.#options.workerUrl)),
    );
    const forget = this.#scope.add(() => {
      link.dispose();
    });
    try {
      const { loadDeadlineMs: deadlineMs = 60_000 } = this.#options;
      const name = `loading ${this.#request.manifestUrl} and its backend`;
      this.#model = await link.call(
        (service, goesOn) => {
          const heard = (share: Probability) => {
            goesOn();
            onProgress?.(share);
          };
          return service.load(this.#request, proxy(heard));
        },
        { name, deadlineMs },
      );
    } catch (error) {
      forget();
      throw error;
    }
    link.onLoss((error) => {
      forget();
      this.#replace(error);
    });
    return link;
  }

  #replace(cause: EmotionError): void {
    this.#loseStreams();
    this.#link = this.#restart(cause);
    // Nobody may be waiting now: the next call hears of it.
    this.#link.catch(() => undefined);
  }

  async #restart(cause: EmotionError): Promise<InferenceLink> {
    if (this.#scope.disposed) throw cause;
    if (!this.#budget.spend())
      throw new EmotionError(
        'worker-failed',
        `the inference worker failed too often, at last: ${cause.message}`,
        { cause },
      );
    try {
      return await this.#start();
    } catch (error) {
      const known = EmotionError.wrap(error, 'worker-failed', 'the inference worker cannot be replaced');
      if (!WORKER_FAILURES.includes(known.code)) throw known;
      return this.#restart(known);
    }
  }

  #loseStreams(): void {
    for (const stream of this.#streams) stream.lose();
  }
}
