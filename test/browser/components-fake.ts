import { ReplaySubject, Subject } from 'rxjs';
import { EmotionMeter } from '../../src/components/meter/emotion-meter.js';
import type { MeterRecognizer } from '../../src/components/meter/recognizer-controller.js';
import type { Emotion } from '../../src/core/emotions.js';
import { EmotionError } from '../../src/core/errors.js';
import type { EmotionErrorCode } from '../../src/core/errors.js';
import type { EmotionResult, InvalidReason } from '../../src/core/result.js';
import type {
  CaptureSettings,
  CaptureSource,
  RecognizerOptions,
  RecognizerState,
} from '../../src/recognizer/recognizer-types.js';

const LABELS = ['anger', 'boredom', 'disgust', 'fear', 'happiness', 'neutral', 'sadness'] as const;

/** Settings of a capture that never was. */
export const SETTINGS: CaptureSettings = {
  label: 'Fake microphone',
  sampleRate: 48_000,
  channels: 1,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  engine: 'audio-worklet',
};

/** A recognizer whose states and results a test plays. */
export class FakeRecognizer implements MeterRecognizer {
  readonly options: RecognizerOptions;
  readonly state$ = new ReplaySubject<RecognizerState>(1);
  readonly emotions$ = new Subject<EmotionResult>();
  readonly sources: CaptureSource[] = [];
  disposed = false;
  #running = false;
  #end: ((error: EmotionError | null) => void) | null = null;

  constructor(options: RecognizerOptions) {
    this.options = options;
    this.state$.next({ status: 'idle' });
  }

  start(source: CaptureSource): Promise<void> {
    this.sources.push(source);
    this.#running = true;
    this.state$.next({ status: 'loading', progress: 0 });
    return new Promise((resolve, reject) => {
      this.#end = (error) => {
        if (error) reject(error);
        else resolve();
      };
    });
  }

  load(progress: number): void {
    this.state$.next({ status: 'loading', progress });
  }

  ask(labels: readonly Emotion[] = this.options.labels ?? LABELS): void {
    this.state$.next({ status: 'starting', labels });
  }

  listen(): void {
    this.state$.next({ status: 'listening', settings: SETTINGS, notice: null });
    this.#end?.(null);
  }

  notice(notice: 'suspended' | 'interrupted' | 'muted' | null): void {
    this.state$.next({ status: 'listening', settings: SETTINGS, notice });
  }

  hear(result: EmotionResult): void {
    this.emotions$.next(result);
  }

  fail(code: EmotionErrorCode): void {
    const error = new EmotionError(code, `a message about ${code}`);
    const end = this.#end;
    this.#running = false;
    this.state$.next({ status: 'failed', error });
    end?.(error);
  }

  stop(): void {
    if (!this.#running) return;
    this.#running = false;
    this.state$.next({ status: 'stopped', reason: 'stopped' });
    this.#end?.(null);
  }

  reset(): void {
    if (!this.#running) this.state$.next({ status: 'idle' });
  }

  dispose(): void {
    this.disposed = true;
    this.#running = false;
    this.#end?.(null);
  }
}

/** An `<emotion-meter>` over fakes. */
export class FakeMeter extends EmotionMeter {
  readonly fakes: FakeRecognizer[] = [];

  /** The newest fake. */
  get fake(): FakeRecognizer {
    const fake = this.fakes[this.fakes.length - 1];
    if (!fake) throw new Error('the meter has made no recognizer yet');
    return fake;
  }

  /** The one element inside the meter that `selector` finds. */
  inside(selector: string): HTMLElement {
    const found = this.shadowRoot?.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`nothing inside the meter is ${selector}`);
    return found;
  }

  get button(): HTMLButtonElement {
    return this.inside('button') as HTMLButtonElement;
  }

  protected override createRecognizer(options: RecognizerOptions): MeterRecognizer {
    const fake = new FakeRecognizer(options);
    this.fakes.push(fake);
    return fake;
  }
}
customElements.define('fake-meter', FakeMeter);

/** A meter in the document, rendered. */
export async function mount(attributes: Readonly<Record<string, string>> = {}): Promise<FakeMeter> {
  const meter = new FakeMeter();
  for (const [name, value] of Object.entries(attributes)) meter.setAttribute(name, value);
  document.body.append(meter);
  await meter.updateComplete;
  return meter;
}

/** A result in which anger leads with 62 percent. */
export function resultOf(more: Partial<EmotionResult> = {}): EmotionResult {
  return {
    tStart: 0,
    tEnd: 1,
    probabilities: {
      anger: 0.62,
      boredom: 0.03,
      disgust: 0.05,
      fear: 0.1,
      happiness: 0.14,
      neutral: 0.02,
      sadness: 0.04,
    },
    dominant: 'anger',
    confidence: 0.62,
    speechRatio: 0.8,
    valid: true,
    latencyMs: 40,
    backend: 'wasm',
    modelId: 'fake',
    ...more,
  };
}

/** A result without a verdict. */
export function invalid(reason: InvalidReason): EmotionResult {
  return resultOf({ dominant: null, valid: false, reason, speechRatio: reason === 'uncertain' ? 0.8 : 0.1 });
}

/** Every picture that a meter can show, by name, each reached from a fresh meter. */
export const SCENES: Readonly<Record<string, (meter: FakeMeter) => void>> = {
  idle: () => undefined,
  loading: (meter) => {
    begin(meter).load(0.4);
  },
  asking: (meter) => {
    begin(meter).ask();
  },
  hearing: (meter) => {
    begin(meter).listen();
  },
  ...Object.fromEntries(
    (['silence', 'not-enough-speech', 'gap', 'uncertain'] as const).map((reason) => [
      reason,
      (meter: FakeMeter) => {
        begin(meter).listen();
        meter.fake.hear(invalid(reason));
      },
    ]),
  ),
  suspended: (meter) => {
    begin(meter).listen();
    meter.fake.notice('suspended');
  },
  emotion: (meter) => {
    begin(meter).listen();
    meter.fake.hear(resultOf());
  },
  stopped: (meter) => {
    begin(meter).listen();
    meter.fake.hear(resultOf());
    meter.stop();
  },
  failed: (meter) => {
    begin(meter).fail('permission-denied');
  },
};

/** Presses start. Returns the recognizer that was made. */
export function begin(meter: FakeMeter): FakeRecognizer {
  meter.button.click();
  return meter.fake;
}
