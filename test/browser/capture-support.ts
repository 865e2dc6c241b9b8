import { onTestFinished, vi } from 'vitest';
import type { EmotionError } from '../../src/core/errors.js';
import { startCapture } from '../../src/capture/start-capture.js';
import type {
  Capture,
  CaptureBlock,
  CaptureListener,
  CaptureNotice,
  CaptureOptions,
  CaptureSource,
} from '../../src/capture/capture-types.js';

/** The built worklet: one file without imports, as it ships. */
export const WORKLET_URL = '/dist/capture-processor.js';

/** Keeps all that a capture reports. */
export class Recorder implements CaptureListener {
  readonly blocks: CaptureBlock[] = [];
  readonly notices: CaptureNotice[] = [];
  readonly endings: (EmotionError | null)[] = [];

  block(block: CaptureBlock): void {
    this.blocks.push(block);
  }
  notice(notice: CaptureNotice): void {
    this.notices.push(notice);
  }
  ended(error: EmotionError | null): void {
    this.endings.push(error);
  }

  /** How many samples came. */
  get length(): number {
    return this.blocks.reduce((sum, { samples }) => sum + samples.length, 0);
  }

  get samples(): number[] {
    return this.blocks.flatMap(({ samples }) => [...samples]);
  }

  /** Samples lost before each block but the first. */
  get gaps(): number[] {
    return this.blocks.slice(1).map(({ firstSample }, index) => {
      const before = this.blocks[index] as CaptureBlock;
      return firstSample - before.firstSample - before.samples.length;
    });
  }

  /** Waits until `count` samples more have come. */
  async hear(count: number): Promise<void> {
    const target = this.length + count;
    await vi.waitFor(
      () => {
        if (this.length < target) throw new Error(`${this.length} of ${target} samples came`);
      },
      { timeout: 15_000 },
    );
  }

  /** Waits for the end, and returns what it was. */
  async end(): Promise<EmotionError | null> {
    await vi.waitFor(
      () => {
        if (this.endings.length === 0) throw new Error('the capture has not ended');
      },
      { timeout: 15_000 },
    );
    return this.endings[0] ?? null;
  }
}

/** Starts a capture that a recorder hears; it is stopped when the test is over. */
export async function capture(
  source: CaptureSource,
  options: Partial<CaptureOptions> = {},
): Promise<{ readonly capture: Capture; readonly heard: Recorder }> {
  const heard = new Recorder();
  const started = await startCapture(source, {
    channel: 'mono',
    workletUrl: WORKLET_URL,
    listener: heard,
    ...options,
  });
  onTestFinished(() => {
    started.stop();
  });
  return { capture: started, heard };
}

/** Every AudioContext that is made until the test is over. */
export function watchContexts(): AudioContext[] {
  const made: AudioContext[] = [];
  const Original = AudioContext;
  class Watched extends Original {
    constructor(options?: AudioContextOptions) {
      super(options);
      made.push(this);
    }
  }
  replace(globalThis, 'AudioContext', Watched);
  return made;
}

/** Gives `owner[key]` another value until the test is over. */
export function replace(owner: object, key: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  Object.defineProperty(owner, key, { value, configurable: true, writable: true });
  onTestFinished(() => {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  });
}

/** A running context to make sounds with, closed when the test is over. */
export async function soundContext(): Promise<AudioContext> {
  const context = new AudioContext();
  onTestFinished(() => context.close());
  await context.resume();
  return context;
}

/** A MediaStream with a sine of each of `frequencies` in its own channel. */
export async function toneStream(...frequencies: readonly number[]): Promise<MediaStream> {
  const context = await soundContext();
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: frequencies.length });
  const merger = new ChannelMergerNode(context, { numberOfInputs: frequencies.length });
  for (const [channel, frequency] of frequencies.entries()) {
    const oscillator = new OscillatorNode(context, { frequency });
    oscillator.connect(merger, 0, channel);
    oscillator.start();
  }
  merger.connect(destination);
  return destination.stream;
}

/** Amplitude of the sine of `frequency` in `samples` (Goertzel, as a plain correlation). */
export function toneLevel(samples: readonly number[], frequency: number, sampleRate: number): number {
  let cosine = 0;
  let sine = 0;
  for (const [index, sample] of samples.entries()) {
    const phase = (2 * Math.PI * frequency * index) / sampleRate;
    cosine += sample * Math.cos(phase);
    sine += sample * Math.sin(phase);
  }
  return (2 * Math.hypot(cosine, sine)) / samples.length;
}

/** As {@link toneLevel}, the median of pieces of 20 ms: a lost piece between, which shifts the tone's phase, does not matter. */
export function medianToneLevel(samples: readonly number[], frequency: number, sampleRate: number): number {
  const size = Math.round(sampleRate / 50);
  const levels = Array.from({ length: Math.floor(samples.length / size) }, (_, piece) =>
    toneLevel(samples.slice(piece * size, (piece + 1) * size), frequency, sampleRate),
  );
  return levels.sort((a, b) => a - b)[levels.length >> 1] ?? 0;
}

/** The error that `promise` ends with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the promise was fulfilled');
}
