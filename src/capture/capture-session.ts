import { EmotionError } from '../core/errors.js';
import type { Scope } from '../core/scope.js';
import type { Hertz, Milliseconds, Samples } from '../core/units.js';
import { captureProcessorUrl } from './asset-url.js';
import { checkNotStopped } from './audio-context.js';
import type { AudioSource, SourceEvents } from './audio-source.js';
import { createCaptureNode, loadProcessor, type CaptureNode } from './capture-node.js';
import type { Capture, CaptureNotice, CaptureOptions, CaptureSettings } from './capture-types.js';
import { processingOf } from './microphone.js';
import { repairSamples } from './repair.js';
import { keepRunning, whenRunning } from './unlock.js';

/** How often a frozen context is replaced before the capture gives up. */
const MAX_REBUILDS = 3;

/** An audio context with the source and the capture node in it. */
interface Graph {
  readonly scope: Scope;
  readonly context: AudioContext;
  readonly engine: CaptureSettings['engine'];
  readonly capture: CaptureNode;
}

/** One source being listened to. It outlives its audio graph, which is built anew when the context's clock freezes. */
export class CaptureSession implements SourceEvents {
  readonly #source: AudioSource;
  readonly #options: CaptureOptions;
  readonly #scope: Scope;
  #graph: Graph | null = null;
  /** Absolute index of the sample after the last one heard, and when that one arrived. */
  #nextSample: Samples = 0;
  #heardAt: Milliseconds = 0;
  #rebuilds = 0;

  private constructor(source: AudioSource, options: CaptureOptions, scope: Scope) {
    this.#source = source;
    this.#options = options;
    this.#scope = scope;
  }

  /**
   * Brings `source` into an audio context and listens until `scope` ends.
   * @throws EmotionError `context-suspended`, `worklet-blocked`, `audio-unsupported`, and what the source's `open` throws.
   */
  static async start(source: AudioSource, options: CaptureOptions, scope: Scope): Promise<Capture> {
    const session = new CaptureSession(source, options, scope);
    const { context, engine } = await session.#build(() => 0);
    source.watch(session, scope);
    return {
      sampleRate: context.sampleRate,
      settings: settingsOf(source, context, engine),
      stop: () => {
        scope.dispose();
      },
    };
  }

  finished(): void {
    void this.#graph?.capture.flush().then(() => {
      this.#end(null);
    });
  }

  lost(error: EmotionError): void {
    this.#end(error);
  }

  notice(notice: CaptureNotice): void {
    this.#options.listener.notice(notice);
  }

  /** Whatever follows the waiting happens in one task, so that no block arrives before the caller has the capture. */
  async #build(firstSample: (context: AudioContext) => Samples): Promise<Graph> {
    const scope = this.#scope.child();
    const context = this.#source.openContext(scope);
    const [source, engine] = await Promise.all([
      this.#source.open(context, this, scope),
      loadProcessor(context, this.#options.workletUrl ?? captureProcessorUrl(), scope),
      whenRunning(context, scope),
    ]);
    checkNotStopped(scope);
    const first = firstSample(context);
    const events = {
      ready: () => {
        source.begin(first / context.sampleRate);
      },
      block: this.#deliver.bind(this),
      failed: this.#end.bind(this),
    };
    const { channel } = this.#options;
    const capture = createCaptureNode(context, { channel, firstSample: first, events }, scope);
    source.node.connect(capture.input);
    scope.add(() => {
      source.node.disconnect(capture.input);
    });
    this.#graph = { scope, context, engine, capture };
    this.#keepRunning(this.#graph);
    return this.#graph;
  }

  #deliver(samples: Float32Array, firstSample: Samples): void {
    const repaired = repairSamples(samples);
    this.#nextSample = firstSample + samples.length;
    this.#heardAt = performance.now();
    this.#options.listener.block({ samples, firstSample, arrivedAt: this.#heardAt, repaired });
  }

  #keepRunning(graph: Graph): void {
    const { context, capture, scope } = graph;
    const events = {
      stopped: (state: 'suspended' | 'interrupted') => {
        this.notice(state);
      },
      resumed: (after: Milliseconds) => {
        capture.skip(this.#missed(after, context.sampleRate));
        this.notice('resumed');
      },
      frozen: () => {
        void this.#rebuild(graph);
      },
    };
    keepRunning(context, events, scope);
  }

  /** Samples that went by in `ms` while nobody heard. */
  #missed(ms: Milliseconds, sampleRate: Hertz): Samples {
    return this.#source.live ? Math.round((ms / 1000) * sampleRate) : 0;
  }

  async #rebuild(frozen: Graph): Promise<void> {
    if (!this.#source.movable || this.#rebuilds++ === MAX_REBUILDS) {
      this.#end(
        new EmotionError('context-suspended', 'The audio context says "running", but its clock stands still'),
      );
      return;
    }
    const { sampleRate } = frozen.context;
    this.notice('interrupted');
    frozen.scope.dispose();
    try {
      await this.#build((context) => {
        checkSameRate(context.sampleRate, sampleRate);
        return this.#nextSample + this.#missed(performance.now() - this.#heardAt, sampleRate);
      });
      this.notice('resumed');
    } catch (error) {
      this.#end(EmotionError.wrap(error, 'audio-unsupported', 'The audio context could not be replaced'));
    }
  }

  #end(error: EmotionError | null): void {
    if (this.#scope.disposed) return;
    try {
      this.#scope.dispose();
    } finally {
      this.#options.listener.ended(error);
    }
  }
}

/** The listener's resampler is made for one rate: with other audio hardware the capture has to start anew. */
function checkSameRate(actual: Hertz, before: Hertz): void {
  if (actual !== before)
    throw new EmotionError('device-lost', `The audio hardware changed from ${before} Hz to ${actual} Hz`);
}

function settingsOf(
  { track, label }: AudioSource,
  { sampleRate }: AudioContext,
  engine: CaptureSettings['engine'],
): CaptureSettings {
  const unknown = { channels: null, echoCancellation: null, noiseSuppression: null, autoGainControl: null };
  const rate = track?.getSettings().sampleRate ?? sampleRate;
  return { label, sampleRate: rate, engine, ...(track === null ? unknown : processingOf(track)) };
}
