import { releaseProxy, wrap, type Remote } from 'comlink';
import { EmotionError } from '../../core/errors.js';
import { Scope } from '../../core/scope.js';
import type { Milliseconds } from '../../core/units.js';
import type { InferenceService, Reply } from '../inference-protocol.js';
import { Loss } from '../loss.js';
import type { StartWorker, WorkerLike } from './start-worker.js';

/** What a call is called in messages, and how long it may take. */
export interface CallLimits {
  readonly name: string;
  readonly deadlineMs: Milliseconds;
}

/**
 * One worker. comlink alone never settles a call whose worker died, so each call is raced with the worker's `error` and
 * `messageerror` and with a deadline; the first of them is the end of the whole link.
 */
export class InferenceLink {
  readonly #scope = new Scope();
  readonly #loss = new Loss();
  readonly #service: Remote<InferenceService>;

  /** @throws EmotionError `worker-failed` when the browser refuses to start the worker. */
  constructor(startWorker: StartWorker) {
    const worker = this.#start(startWorker);
    this.#service = wrap<InferenceService>(worker);
    this.#scope.listen<Event>(worker, 'error', (event) => {
      const reason =
        (event as Partial<ErrorEvent>).message ??
        'its script could not be loaded (is it there, and does worker-src of a policy allow it?)';
      this.fail(new EmotionError('worker-failed', `the inference worker failed: ${reason}`));
    });
    this.#scope.listen(worker, 'messageerror', () => {
      this.fail(new EmotionError('worker-failed', 'an answer of the inference worker could not be read'));
    });
    this.#scope.add(() => {
      this.#service[releaseProxy]();
    });
  }

  /** Calls `listener` when the link has failed, before its calls reject. */
  onLoss(listener: (error: EmotionError) => void): void {
    this.#loss.onLoss(listener);
  }

  /**
   * The value that the worker answers with. `goesOn` says that it is on its way: the time begins anew.
   * @throws EmotionError what the worker answered; `worker-timeout`, `worker-failed` when it did not.
   */
  async call<T>(
    ask: (service: Remote<InferenceService>, goesOn: () => void) => Promise<Reply<T>>,
    { name, deadlineMs }: CallLimits,
  ): Promise<T> {
    if (this.#loss.error !== null) throw this.#loss.error;
    // What comes after the answer starts no clock any more.
    const asked = this.#scope.child();
    const startClock = () =>
      asked.timeout(() => {
        this.fail(new EmotionError('worker-timeout', `${name} took longer than ${deadlineMs} ms`));
      }, deadlineMs);
    let stopClock = startClock();
    const goesOn = () => {
      stopClock();
      stopClock = startClock();
    };
    try {
      return unwrap(await this.#loss.race(ask(this.#service, goesOn)), name);
    } catch (error) {
      throw EmotionError.wrap(error, 'worker-failed', `${name} failed`);
    } finally {
      asked.dispose();
    }
  }

  /** Ends the link: the worker is of no more use. */
  fail(error: EmotionError): void {
    this.#loss.report(error);
    this.#scope.dispose();
  }

  /** Ends the worker; calls under way reject. Idempotent. */
  dispose(): void {
    this.fail(new EmotionError('disposed', 'the inference was disposed of'));
  }

  #start(startWorker: StartWorker): WorkerLike {
    try {
      return startWorker(this.#scope);
    } catch (error) {
      throw EmotionError.wrap(error, 'worker-failed', 'the inference worker cannot be started');
    }
  }
}

function unwrap<T>(reply: Reply<T>, name: string): T {
  const { ok, error, value } = (reply as Partial<{ ok: boolean; error: object; value: T }> | null) ?? {};
  if (ok === true && value !== undefined) return value;
  if (ok === false && error !== undefined)
    throw EmotionError.fromData((reply as Reply<T> & { ok: false }).error);
  throw new EmotionError('worker-failed', `${name} was answered with ${JSON.stringify(reply)}`);
}
