import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { EmotionError } from '../../core/errors.js';
import type { EmotionResult } from '../../core/result.js';
import { Scope } from '../../core/scope.js';
import type { EmotionRecognizer } from '../../recognizer/emotion-recognizer.js';
import type { CaptureSource, RecognizerOptions, RecognizerState } from '../../recognizer/recognizer-types.js';
import { readingFor } from '../attributes.js';
import {
  recognizerOptionsOf,
  requireSource,
  type RecognizerSettings,
  type SourceSettings,
} from './meter-options.js';
import { IDLE, isBusy, type MeterPhase } from '../meter-state.js';

/** The part of an {@link EmotionRecognizer} that an element needs; a test may give another. */
export type MeterRecognizer = Pick<
  EmotionRecognizer,
  'state$' | 'emotions$' | 'start' | 'stop' | 'reset' | 'dispose'
>;

/** What the controller asks of its element, and tells it. */
export interface RecognizerPort<R extends MeterRecognizer> {
  /** @throws EmotionError `invalid-argument`. */
  create(options: RecognizerOptions): R;
  /** The phase has changed; that another result came is told by `resultCame` alone. */
  phaseCame(phase: MeterPhase, previous: MeterPhase): void;
  resultCame(result: EmotionResult, previous: EmotionResult | null): void;
}

/**
 * Owns an element's recognizer: makes it at the first start, again when its options have changed, and ends it when the
 * element leaves the document. An element that is moved within one task keeps listening.
 */
export class RecognizerController<R extends MeterRecognizer> implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #port: RecognizerPort<R>;
  #phase = IDLE;
  #owned: { readonly recognizer: R; readonly key: string; readonly scope: Scope } | null = null;
  #source: CaptureSource['kind'] = 'microphone';

  constructor(host: ReactiveControllerHost & Element, port: RecognizerPort<R>) {
    this.#host = host;
    this.#port = port;
    host.addController(this);
  }

  /** What the recognizer is doing, for the picture. */
  get phase(): MeterPhase {
    return this.#phase;
  }

  /** The recognizer, once there is one. */
  get recognizer(): R | null {
    return this.#owned?.recognizer ?? null;
  }

  hostDisconnected(): void {
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.release();
    });
  }

  /**
   * Listens as `settings` say, after ending what was listened to before. Resolves when sound arrives, or when a later call ended the attempt.
   * @throws EmotionError whatever hinders it; the phase is then `failed`.
   */
  async start(settings: RecognizerSettings & SourceSettings): Promise<void> {
    const { recognizer, source } = this.#prepare(settings);
    this.#source = source.kind;
    // Its failures have come as a state by the time that it rejects.
    await recognizer.start(source);
  }

  /** Ends listening, loading or asking; the recognizer stays for the next start. */
  stop(): void {
    this.#owned?.recognizer.stop();
  }

  /** Forgets what was heard and goes on; when nothing runs, the phase is idle again. */
  reset(): void {
    const running = isBusy(this.#phase.state);
    this.#owned?.recognizer.reset();
    this.#become(running ? { ...this.#phase, result: null } : IDLE);
  }

  /** Ends everything and gives everything back. A later start begins anew. */
  release(): void {
    this.#owned?.scope.dispose();
    this.#owned = null;
    this.#become(IDLE);
  }

  /** What `settings` ask for; settings that cannot be used end what runs. */
  #prepare(settings: RecognizerSettings & SourceSettings): { recognizer: R; source: CaptureSource } {
    try {
      const source = requireSource(settings);
      return { recognizer: this.#recognizerFor(this.#optionsOf(settings)), source };
    } catch (cause) {
      this.stop();
      const error = EmotionError.wrap(cause, 'invalid-argument', 'The meter cannot start');
      this.#become({ ...IDLE, state: 'failed', error });
      throw error;
    }
  }

  #optionsOf(settings: RecognizerSettings): RecognizerOptions {
    return readingFor(this.#host, () => recognizerOptionsOf(settings));
  }

  #recognizerFor(options: RecognizerOptions): R {
    const key = JSON.stringify(options);
    if (this.#owned?.key === key) return this.#owned.recognizer;
    this.#owned?.scope.dispose();
    this.#owned = null;
    const recognizer = this.#port.create(options);
    this.#owned = { recognizer, key, scope: this.#follow(recognizer) };
    return recognizer;
  }

  /** Listens to `recognizer` and owns it until the scope ends. */
  #follow(recognizer: R): Scope {
    const scope = new Scope();
    scope.add(() => {
      recognizer.dispose();
    });
    const results = recognizer.emotions$.subscribe((result) => {
      this.#hear(result);
    });
    const states = recognizer.state$.subscribe((state) => {
      // So begins each recognizer; what the one before has heard stays until this one is heard.
      if (state.status === 'idle') return;
      // Somebody else ended it: the next start makes another.
      if (state.status === 'disposed') this.#owned = null;
      this.#become(phaseOf(state, this.#phase, this.#source));
    });
    // Ends first: the element is told of its own end by `release`.
    scope.add(() => {
      states.unsubscribe();
      results.unsubscribe();
    });
    return scope;
  }

  #hear(result: EmotionResult): void {
    const previous = this.#phase.result;
    this.#phase = { ...this.#phase, result };
    this.#port.resultCame(result, previous);
    this.#host.requestUpdate();
  }

  #become(phase: MeterPhase): void {
    const previous = this.#phase;
    if (phase === previous) return;
    this.#phase = phase;
    this.#port.phaseCame(phase, previous);
    this.#host.requestUpdate();
  }
}

/** The phase that the recognizer's `state` means to somebody who watches. */
function phaseOf(state: RecognizerState, phase: MeterPhase, source: CaptureSource['kind']): MeterPhase {
  switch (state.status) {
    case 'idle':
    case 'disposed':
      return IDLE;
    case 'loading':
      return { ...IDLE, state: 'loading', progress: state.progress };
    case 'starting':
      return { ...IDLE, state: source === 'microphone' ? 'asking' : 'loading', labels: state.labels };
    case 'listening':
      return { ...phase, state: 'listening', progress: 0, notice: state.notice };
    case 'stopped':
      return { ...phase, state: 'stopped', progress: 0, notice: null };
    case 'failed':
      return { ...IDLE, state: 'failed', error: state.error };
  }
}
