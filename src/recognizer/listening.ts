import { Subject } from 'rxjs';
import type { Subscription } from 'rxjs';
import type {
  Capture,
  CaptureBlock,
  CaptureListener,
  CaptureNotice,
  CaptureOptions,
  CaptureSource,
} from '../capture/capture-types.js';
import { EmotionError } from '../core/errors.js';
import type { EmotionResult } from '../core/result.js';
import type { Scope } from '../core/scope.js';
import type { Samples, Seconds } from '../core/units.js';
import type { Inference } from '../inference/inference-protocol.js';
import { emotionPipeline } from '../pipeline/emotion-pipeline.js';
import type { LivePipelineOptions } from '../pipeline/emotion-pipeline.js';

/** Opens a source; see `src/capture/start-capture.ts`. */
export type StartCapture = (source: CaptureSource, options: CaptureOptions) => Promise<Capture>;

/** Sound that waits for the model to be loaded; older sound is let go. */
const EARLY_SECONDS: Seconds = 8;

/** What one session of listening tells. Nothing is told after its scope has ended, nor after `ended` or `failed`. */
export interface ListeningEvents {
  result(result: EmotionResult): void;
  /** What the capture survives from now on; `null`: all is well again. */
  notice(notice: CaptureNotice | null): void;
  ended(): void;
  failed(error: EmotionError): void;
}

/** How a source is opened. */
export interface OpenOptions extends Pick<CaptureOptions, 'channel' | 'workletUrl'> {
  readonly startCapture: StartCapture;
}

/** One source on its way through the pipeline. Everything ends with the scope. */
export class Listening implements CaptureListener {
  readonly #scope: Scope;
  readonly #events: ListeningEvents;
  readonly #abort = new AbortController();
  readonly #sound$ = new Subject<CaptureBlock>();
  /** What came before the pipeline ran; `null` since it does. */
  #early: CaptureBlock[] | null = [];
  #capture: Capture | null = null;
  #hindrance: CaptureNotice | null = null;
  #over = false;
  #hear: (() => Subscription) | null = null;
  #pipeline: Subscription | null = null;

  constructor(scope: Scope, events: ListeningEvents) {
    this.#scope = scope;
    this.#events = events;
    scope.add(() => {
      this.#abort.abort(new EmotionError('disposed', 'stopped while starting'));
      this.#pipeline?.unsubscribe();
      this.#capture?.stop();
    });
  }

  /** What the capture survives at the moment; `null` when all is well. */
  get hindrance(): CaptureNotice | null {
    return this.#hindrance;
  }

  /** @throws EmotionError whatever hinders the capture; once the scope has ended, anything. */
  async open(source: CaptureSource, { startCapture, channel, workletUrl }: OpenOptions): Promise<Capture> {
    const capture = await startCapture(source, {
      channel,
      listener: this,
      signal: this.#abort.signal,
      ...(workletUrl !== undefined && { workletUrl }),
    });
    if (this.#scope.disposed) capture.stop();
    this.#capture = capture;
    return capture;
  }

  /** Runs the pipeline over what was and will be heard. */
  run(capture: Capture, options: Omit<LivePipelineOptions, 'sampleRate'> & { inference: Inference }): void {
    // Whoever heard that it listens may have stopped it.
    if (this.#scope.disposed) return;
    this.#hear = () =>
      emotionPipeline(this.#sound$, { ...options, sampleRate: capture.sampleRate }).subscribe({
        next: (result) => {
          this.#events.result(result);
        },
        error: (error: unknown) => {
          this.#events.failed(EmotionError.wrap(error, 'worker-failed', 'the pipeline failed'));
        },
        complete: () => {
          this.#events.ended();
        },
      });
    this.#pipeline = this.#hear();
    const early = this.#early ?? [];
    this.#early = null;
    for (const block of early) this.#sound$.next(block);
    if (this.#over) this.#sound$.complete();
  }

  /** Forgets what was heard and goes on listening. */
  restart(): void {
    if (this.#early !== null) this.#early = [];
    if (this.#hear === null || this.#over) return;
    this.#pipeline?.unsubscribe();
    this.#pipeline = this.#hear();
  }

  block(block: CaptureBlock): void {
    if (this.#early === null) this.#sound$.next(block);
    else this.#keep(block, this.#early);
  }

  notice(notice: CaptureNotice): void {
    this.#hindrance = notice === 'resumed' || notice === 'unmuted' ? null : notice;
    if (!this.#scope.disposed) this.#events.notice(this.#hindrance);
  }

  ended(error: EmotionError | null): void {
    if (this.#scope.disposed) return;
    this.#over = true;
    if (error !== null) this.#events.failed(error);
    else if (this.#early === null) this.#sound$.complete();
  }

  #keep(block: CaptureBlock, early: CaptureBlock[]): void {
    early.push(block);
    const most: Samples = EARLY_SECONDS * (this.#capture?.sampleRate ?? 48_000);
    let held = early.reduce((sum, { samples }) => sum + samples.length, 0);
    while (held > most) held -= early.shift()?.samples.length ?? held;
  }
}
