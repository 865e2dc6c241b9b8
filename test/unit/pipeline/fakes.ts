import type { EmotionError } from '../../../src/core/errors.js';
import { rowWidth } from '../../../src/core/feature-spec.js';
import type {
  Inference,
  InferenceStream,
  LoadedModel,
  Scores,
} from '../../../src/inference/inference-protocol.js';
import type { SoundBlock } from '../../../src/pipeline/sound-guard.js';

/** A loaded model with the shape of the streaming network. */
export const MODEL: LoadedModel = {
  id: 'fake',
  network: { kind: 'stream', channels: [1, 1, 1, 1], units: 1 },
  labels: ['anger', 'neutral', 'sadness'],
  input: { frontEnd: 'levelled-log-mel', frames: { mean: 0, std: 10 }, samples: null },
  decision: {
    temperature: 1,
    smoothing: 0.5,
    enter: 0.55,
    leave: 0.4,
    dwell: 0.8,
    uncertainBelow: 0.4,
    speechAbove: 0.5,
    minSpeechRatio: 0.375,
  },
  framesPerColumn: 8,
  incremental: true,
  framesPerHop: { live: 8, recorded: 8 },
  replayFrames: 280,
  windowFrames: 248,
  backend: 'wasm',
  rejected: [],
  trialMs: 1,
};

/** One call to a fake network. */
export interface Call {
  readonly stream: number;
  readonly first: number;
  readonly end: number;
  /** It brought frames although the stream stood elsewhere: a fresh start. */
  readonly fresh: boolean;
}

/** A network that hears anger in every column above the level of silence, and keeps the rules of the protocol strictly. */
export class FakeInference implements Inference {
  readonly model: LoadedModel;
  readonly calls: Call[] = [];
  /** Answers at once unless told to wait. */
  respond: () => Promise<unknown> = () => Promise.resolve();
  /** The frames of a call, for a closer look. */
  onFrames: (first: number, frames: Float32Array) => void = () => undefined;
  logits: readonly number[] = [4, 0, 0];
  /** A network without a speech head says nothing of speech. */
  speechHead = true;
  opened = 0;
  closed = 0;
  inFlight = 0;
  mostInFlight = 0;
  disposed = false;

  constructor(model: LoadedModel = MODEL) {
    this.model = model;
  }

  open(): InferenceStream {
    return new FakeStream(this, this.opened++);
  }

  dispose(): void {
    this.disposed = true;
  }
}

class FakeStream implements InferenceStream {
  readonly #network: FakeInference;
  readonly #id: number;
  #closed = false;
  nextFrame: number | null = null;

  constructor(network: FakeInference, id: number) {
    this.#network = network;
    this.#id = id;
  }

  async advance(first: number, frames: Float32Array): Promise<Scores> {
    const network = this.#network;
    const count = frames.length / rowWidth(network.model.input);
    if (this.#closed) throw new Error('advance after close');
    if (first % 8 !== 0 || count % 8 !== 0 || count === 0)
      throw new Error(`${count} frames from ${first} on`);
    if (this.nextFrame !== null && this.nextFrame !== first)
      throw new Error(`${first} is not ${this.nextFrame}`);
    network.calls.push({ stream: this.#id, first, end: first + count, fresh: this.nextFrame === null });
    network.onFrames(first, frames);
    network.mostInFlight = Math.max(network.mostInFlight, ++network.inFlight);
    try {
      await network.respond();
      this.nextFrame = first + count;
    } catch (error) {
      this.nextFrame = null;
      throw error;
    } finally {
      network.inFlight--;
    }
    return {
      endFrame: first + count,
      logits: Float32Array.from(network.logits),
      speech: network.speechHead ? columnsOf(frames).map((mean) => (mean > -5 ? 0.9 : 0.1)) : null,
      computeMs: 2,
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#network.closed++;
  }
}

function columnsOf(frames: Float32Array): number[] {
  return Array.from({ length: frames.length / 1024 }, (_, column) =>
    frames.subarray(1024 * column, 1024 * (column + 1)).reduce((sum, value) => sum + value / 1024, 0),
  );
}

/** A gate that lets calls through one by one. */
export class Turnstile {
  readonly #waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];

  readonly wait = (): Promise<void> =>
    new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Lets the oldest call through, and what follows from it happen. */
  async pass(): Promise<void> {
    this.#waiting.shift()?.resolve();
    await settle();
  }

  async fail(error: EmotionError): Promise<void> {
    this.#waiting.shift()?.reject(error);
    await settle();
  }
}

/** Lets everything happen that waits on promises alone. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Cuts a sound into blocks as a capture delivers them. */
export function blocksOf(sound: Float32Array, size = 4096, firstSample = 0): SoundBlock[] {
  return Array.from({ length: Math.ceil(sound.length / size) }, (_, index) => ({
    samples: sound.subarray(index * size, (index + 1) * size),
    firstSample: firstSample + index * size,
    arrivedAt: index,
  }));
}

/** The last of `values`; a test that has none fails here. */
export function last<T>(values: readonly T[]): T {
  if (values.length === 0) throw new Error('there is none');
  return values[values.length - 1] as T;
}
