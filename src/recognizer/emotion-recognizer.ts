import { ReplaySubject, Subject, skip } from 'rxjs';
import type { Observable } from 'rxjs';
import type { CaptureNotice, CaptureSource } from '../capture/capture-types.js';
import { EmotionError, WORKER_FAILURES } from '../core/errors.js';
import type { EmotionResult } from '../core/result.js';
import { Scope } from '../core/scope.js';
import type { Hertz } from '../core/units.js';
import type { Inference, LoadedModel } from '../inference/inference-protocol.js';
import { analyzeSamples, summaryOf } from '../pipeline/analyze-samples.js';
import type { ClipSummary } from '../pipeline/clip-mean.js';
import { checkRecording } from '../pipeline/check-recording.js';
import { resolveChoices } from '../pipeline/pipeline-options.js';
import type { LogMelPicture } from '../pipeline/signal-front.js';
import type { Telemetry } from '../pipeline/telemetry.js';
import { BROWSER } from './default-dependencies.js';
import type { RecognizerDependencies } from './default-dependencies.js';
import type { InferenceLease } from './inference-pool.js';
import { iterate, untilEnd } from './iterate.js';
import { checkSource } from './check-source.js';
import { Listening } from './listening.js';
import { resolveOptions } from './recognizer-options.js';
import type { ResolvedOptions } from './recognizer-options.js';
import type { RecognizerOptions, RecognizerState } from './recognizer-types.js';

/**
 * Hears a voice and says which emotions it shows: owns the capture, a share in an inference worker, and what is between them.
 *
 * ```ts
 * const recognizer = EmotionRecognizer.create();
 * recognizer.emotions$.subscribe(({ dominant, probabilities }) => show(dominant, probabilities));
 * button.onclick = () => recognizer.start({ kind: 'microphone' });
 * ```
 */
export class EmotionRecognizer implements AsyncIterable<EmotionResult> {
  readonly #options: ResolvedOptions;
  readonly #dependencies: RecognizerDependencies;
  readonly #ended = new AbortController();
  readonly #states$ = new ReplaySubject<RecognizerState>(1);
  readonly #results$ = new Subject<EmotionResult>();
  readonly #pictures$ = new Subject<LogMelPicture>();
  readonly #telemetry$ = new Subject<Telemetry>();
  #state: RecognizerState = { status: 'idle' };
  #lastTelemetry: Telemetry | null = null;
  #lease: InferenceLease | null = null;
  #session: Session | null = null;

  /** Every state from the present one on; completes after `disposed`. */
  readonly state$: Observable<RecognizerState> = this.#states$.asObservable();
  /** A result each hop (256 ms; for `paper-1d` and `fusion` 0.25 to 2 s) while listening; completes on dispose. */
  readonly emotions$: Observable<EmotionResult> = this.#results$.asObservable();
  /** The log-mel frames that were heard, for a live picture; completes on dispose. */
  readonly frames$: Observable<LogMelPicture> = this.#pictures$.asObservable();
  /** How the stream is doing, after each result and each drop; completes on dispose. */
  readonly telemetry$: Observable<Telemetry> = this.#telemetry$.asObservable();

  private constructor(options: ResolvedOptions, dependencies: RecognizerDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#states$.next(this.#state);
  }

  /**
   * Makes a recognizer. Nothing is loaded or opened before `load`, `start` or `classify`.
   * @param dependencies where sound and inference come from; the browser's unless a test gives others.
   * @throws EmotionError `invalid-argument` naming the option that cannot be used.
   */
  static create(
    options: RecognizerOptions = {},
    dependencies: RecognizerDependencies = BROWSER,
  ): EmotionRecognizer {
    return new EmotionRecognizer(resolveOptions(options), dependencies);
  }

  /** What the recognizer is doing now. */
  get state(): RecognizerState {
    return this.#state;
  }

  /** The newest of {@link telemetry$} since the last start; `null` before the first. */
  get telemetry(): Telemetry | null {
    return this.#lastTelemetry;
  }

  /**
   * Loads the model ahead of the first start. Leaves the state as it is.
   * @throws EmotionError `model-*`, `backend-failed`, `worker-failed`; `disposed`.
   */
  async load(): Promise<LoadedModel> {
    return (await this.#inference()).model;
  }

  /**
   * Listens to `source`, after ending what was listened to before. To be called within a user gesture: a microphone is asked for
   * when the model is loaded, any other source is opened at once, since browsers let its sound start only then.
   * Resolves when sound really arrives, or when `stop`, `dispose` or another `start` has ended the attempt.
   * @throws EmotionError whatever hinders it, which the state `failed` tells too; `disposed`; `invalid-argument` for what is no source.
   */
  async start(source: CaptureSource): Promise<void> {
    this.#checkAlive();
    checkSource(source);
    this.#endSession();
    this.#lastTelemetry = null;
    const { scope, listening } = this.#beginSession();
    const open = () => listening.open(source, { ...this.#options, ...this.#dependencies });
    try {
      const loading = this.#loadFor(scope);
      const opening = source.kind === 'microphone' ? loading.then(open) : open();
      const ready = await Promise.race([Promise.all([loading, opening]), scope.ended()]);
      if (!ready || scope.disposed) return;
      const [inference, capture] = ready;
      this.#enter({ status: 'listening', settings: capture.settings, notice: listening.hindrance });
      listening.run(capture, { ...this.#options, ...this.#taps, inference });
    } catch (error) {
      if (!scope.disposed) throw this.#fail(error);
    }
  }

  /** Ends listening, or the attempt to. Legal in any state. */
  stop(): void {
    if (this.#session === null) return;
    this.#endSession();
    this.#enter({ status: 'stopped', reason: 'stopped' });
  }

  /** Forgets what was heard so far and goes on listening; when nothing runs, the state becomes `idle` again. Legal in any state. */
  reset(): void {
    if (this.#session !== null) this.#session.listening.restart();
    else if (this.#state.status !== 'disposed') this.#enter({ status: 'idle' });
  }

  /**
   * One answer for a whole recording, by the same stages as the live way. Leaves the state as it is.
   * @param samples mono, nominally in [-1, 1].
   * @param sampleRate whole, 8000 to 192000 Hz.
   * @throws EmotionError `audio-empty`, `invalid-argument`, `model-*`, `backend-failed`, `worker-*`, `disposed`.
   */
  async classify(samples: Float32Array, sampleRate: Hertz): Promise<ClipSummary> {
    return summaryOf(this.analyze(samples, sampleRate));
  }

  /**
   * The timeline of a recording: as `classify`, and every result on the way, in order, as fast as the network answers.
   * @returns a result each hop (256 ms; for `paper-1d` and `fusion` 1 s), and as the generator's return value what `classify` answers. Leave the loop to end it.
   * @throws EmotionError as `classify`.
   */
  async *analyze(
    samples: Float32Array,
    sampleRate: Hertz,
  ): AsyncGenerator<EmotionResult, ClipSummary, undefined> {
    this.#checkAlive();
    checkRecording(samples, sampleRate);
    const { labels, decision } = this.#options;
    const inference = await this.#inference();
    const { signal } = this.#ended;
    try {
      return yield* analyzeSamples([{ samples, sampleRate }], { inference, labels, decision, signal });
    } catch (error) {
      if (this.#session === null) this.#leaveFailedWorker(error);
      throw error;
    }
  }

  /**
   * The results from now on, until listening ends; a failure is thrown. When it has ended or failed already, so has the loop; before the first
   * start it waits. A slow reader misses the oldest beyond 64.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<EmotionResult> {
    // A start that was just asked for makes up for the end before it.
    const changes$ = this.#session === null ? this.#states$ : this.#states$.pipe(skip(1));
    return iterate(untilEnd(this.#results$, changes$));
  }

  /** Ends everything for good and gives everything back. Idempotent, legal in any state. */
  dispose(): void {
    if (this.#state.status === 'disposed') return;
    this.#endSession();
    this.#ended.abort(new EmotionError('disposed', 'the recognizer was disposed'));
    this.#lease?.release();
    this.#lease = null;
    this.#enter({ status: 'disposed' });
    for (const subject of [this.#states$, this.#results$, this.#pictures$, this.#telemetry$])
      subject.complete();
  }

  get #taps() {
    return {
      onPicture: (picture: LogMelPicture) => {
        this.#pictures$.next(picture);
      },
      onTelemetry: (telemetry: Telemetry) => {
        this.#lastTelemetry = telemetry;
        this.#telemetry$.next(telemetry);
      },
    };
  }

  #beginSession(): Session {
    const scope = new Scope();
    const listening = new Listening(scope, {
      result: (result) => {
        this.#results$.next(result);
      },
      notice: (notice) => {
        this.#notice(notice);
      },
      ended: () => {
        this.#endSession();
        this.#enter({ status: 'stopped', reason: 'ended' });
      },
      failed: (error) => {
        this.#fail(error);
      },
    });
    this.#session = { scope, listening };
    return this.#session;
  }

  #endSession(): void {
    const session = this.#session;
    this.#session = null;
    session?.scope.dispose();
  }

  /** The model for a session, its labels and thresholds checked; the session's state follows the loading. */
  async #loadFor(session: Scope): Promise<Inference> {
    const lease = this.#takeLease();
    const loading = session.child();
    const follow = (progress: number) => {
      if (!session.disposed) this.#enter({ status: 'loading', progress });
    };
    if (lease.progress < 1) follow(lease.progress);
    loading.add(lease.watch(follow));
    const inference = await this.#inference();
    loading.dispose();
    const { labels } = resolveChoices(inference.model, this.#options).choice;
    if (!session.disposed) this.#enter({ status: 'starting', labels });
    return inference;
  }

  async #inference(): Promise<Inference> {
    this.#checkAlive();
    const lease = this.#takeLease();
    try {
      const inference = await lease.inference;
      this.#checkAlive();
      return inference;
    } catch (error) {
      if (this.#lease === lease) this.#discardLease();
      this.#checkAlive();
      throw EmotionError.wrap(error, 'worker-failed', 'the model could not be loaded');
    }
  }

  #takeLease(): InferenceLease {
    return (this.#lease ??= this.#dependencies.pool.lease(this.#options.wish));
  }

  #discardLease(): void {
    this.#lease?.discard();
    this.#lease = null;
  }

  #leaveFailedWorker(error: unknown): void {
    if (error instanceof EmotionError && WORKER_FAILURES.includes(error.code)) this.#discardLease();
  }

  #notice(notice: CaptureNotice | null): void {
    if (this.#state.status === 'listening') this.#enter({ ...this.#state, notice });
  }

  #fail(cause: unknown): EmotionError {
    const error = EmotionError.wrap(cause, 'audio-unsupported', 'the recognizer could not start');
    this.#endSession();
    this.#leaveFailedWorker(error);
    this.#enter({ status: 'failed', error });
    return error;
  }

  #enter(state: RecognizerState): void {
    this.#state = state;
    this.#states$.next(state);
  }

  #checkAlive(): void {
    if (this.#state.status === 'disposed') throw new EmotionError('disposed', 'the recognizer was disposed');
  }
}

/** One source being listened to. */
interface Session {
  readonly scope: Scope;
  readonly listening: Listening;
}
