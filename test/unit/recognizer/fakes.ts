import type {
  Capture,
  CaptureListener,
  CaptureOptions,
  CaptureSettings,
  CaptureSource,
} from '../../../src/capture/capture-types.js';
import type { EmotionErrorCode } from '../../../src/core/errors.js';
import { EmotionError } from '../../../src/core/errors.js';
import type { LoadRequest } from '../../../src/inference/inference-protocol.js';
import { EmotionRecognizer } from '../../../src/recognizer/emotion-recognizer.js';
import { InferencePool } from '../../../src/recognizer/inference-pool.js';
import type { ConnectOptions } from '../../../src/recognizer/inference-pool.js';
import type { RecognizerOptions, RecognizerState } from '../../../src/recognizer/recognizer-types.js';
import { FakeInference, settle } from '../pipeline/fakes.js';

export const SETTINGS: CaptureSettings = {
  label: 'fake',
  sampleRate: 16000,
  channels: 1,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  engine: 'audio-worklet',
};

export const MICROPHONE: CaptureSource = { kind: 'microphone' };

/** A capture that is played by hand. */
export class FakeCapture implements Capture {
  readonly sampleRate = 16000;
  readonly settings = SETTINGS;
  readonly source: CaptureSource;
  readonly options: CaptureOptions;
  stopped = 0;
  #firstSample = 0;

  constructor(source: CaptureSource, options: CaptureOptions) {
    this.source = source;
    this.options = options;
  }

  get listener(): CaptureListener {
    return this.options.listener;
  }

  stop(): void {
    this.stopped++;
  }

  /** Delivers a sound in blocks, and lets the network answer each. */
  async play(sound: Float32Array, size = 4096): Promise<void> {
    for (let from = 0; from < sound.length; from += size) {
      const samples = sound.subarray(from, from + size);
      this.listener.block({ samples, firstSample: this.#firstSample, arrivedAt: 0, repaired: 0 });
      this.#firstSample += samples.length;
      await settle();
    }
  }
}

/** A step that waits until it is let go, or goes at once. */
export interface Step {
  held: boolean;
  error: EmotionErrorCode | null;
  release(): Promise<void>;
}

/** A recognizer and the states that it went through. */
export interface Watched {
  readonly recognizer: EmotionRecognizer;
  readonly states: readonly RecognizerState[];
  readonly walk: () => RecognizerState['status'][];
}

/** Everything around a recognizer: what it opened and loaded, and the two steps that may be held or fail. */
export interface World {
  readonly captures: readonly FakeCapture[];
  readonly networks: readonly FakeInference[];
  readonly requests: readonly { readonly request: LoadRequest; readonly options: ConnectOptions }[];
  readonly loading: Step;
  readonly opening: Step;
  readonly create: (options?: RecognizerOptions) => Watched;
}

/** A new, empty world. */
export function world(): World {
  const captures: FakeCapture[] = [];
  const networks: FakeInference[] = [];
  const requests: { request: LoadRequest; options: ConnectOptions }[] = [];
  const [loading, opening] = [step(), step()];
  const pool = new InferencePool(async (request, options) => {
    requests.push({ request, options });
    await loading.pass(options.signal);
    const network = new FakeInference();
    networks.push(network);
    return network;
  });
  const startCapture = async (source: CaptureSource, options: CaptureOptions) => {
    await opening.pass(options.signal);
    const capture = new FakeCapture(source, options);
    captures.push(capture);
    return capture;
  };
  const create = (options?: RecognizerOptions) => {
    const recognizer = EmotionRecognizer.create(options, { startCapture, pool });
    const states: RecognizerState[] = [];
    recognizer.state$.subscribe((state) => states.push(state));
    return { recognizer, states, walk: () => states.map(({ status }) => status) };
  };
  return { captures, networks, requests, loading, opening, create };
}

function step() {
  let waiting: (() => void)[] = [];
  const self = {
    held: false,
    error: null as EmotionErrorCode | null,
    async pass(signal?: AbortSignal): Promise<void> {
      signal?.throwIfAborted();
      if (self.held) await new Promise<void>((resolve) => waiting.push(resolve));
      signal?.throwIfAborted();
      if (self.error !== null) throw new EmotionError(self.error, `fake ${self.error}`);
    },
    async release(): Promise<void> {
      self.held = false;
      for (const resolve of waiting) resolve();
      waiting = [];
      await settle();
    },
  };
  return self;
}
