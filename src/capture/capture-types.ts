import type { ChannelChoice } from '../../worklets/capture-protocol.js';
import type { EmotionError } from '../core/errors.js';
import type { Hertz, Milliseconds, Samples } from '../core/units.js';

export type { ChannelChoice };

/** A type of the DOM by its name; programs for Node are compiled without that library. */
type Dom<Name extends string> =
  typeof globalThis extends Readonly<Record<Name, { prototype: infer Type }>> ? Type : never;

/** What is listened to. */
export type CaptureSource =
  | { readonly kind: 'microphone'; readonly constraints?: MicrophoneConstraints }
  | { readonly kind: 'stream'; readonly stream: Dom<'MediaStream'> }
  | { readonly kind: 'element'; readonly element: Dom<'HTMLMediaElement'> }
  /** Played at its own speed and heard, or read silently. */
  | { readonly kind: 'file'; readonly file: Blob; readonly audible?: boolean };

/** The browser's own processing of a microphone, which changes the voice: off unless asked for. */
export interface MicrophoneConstraints {
  readonly deviceId?: string;
  readonly echoCancellation?: boolean;
  readonly noiseSuppression?: boolean;
  readonly autoGainControl?: boolean;
}

/** What the browser really does, which may differ from what was asked. `null`: the browser does not say. */
export interface CaptureSettings {
  readonly label: string;
  readonly sampleRate: Hertz;
  readonly channels: number | null;
  readonly echoCancellation: boolean | null;
  readonly noiseSuppression: boolean | null;
  readonly autoGainControl: boolean | null;
  readonly engine: 'audio-worklet' | 'polyfill';
}

/** Consecutive mono samples. */
export interface CaptureBlock {
  /** In [-1, 1] nominally; every value finite (what was not is 0 and counted in `repaired`). */
  readonly samples: Float32Array;
  /** Absolute index of the first sample at the capture's own rate; a jump says that samples were lost. */
  readonly firstSample: Samples;
  /** `performance.now()` when the last sample arrived. */
  readonly arrivedAt: Milliseconds;
  /** How many samples were NaN or infinite. */
  readonly repaired: number;
}

/** A change that the listener can survive. */
export type CaptureNotice = 'suspended' | 'interrupted' | 'resumed' | 'muted' | 'unmuted';

/** Where a capture reports to. Nothing is called after `ended`. */
export interface CaptureListener {
  block(block: CaptureBlock): void;
  notice(notice: CaptureNotice): void;
  /** `null`: the source came to its natural end. */
  ended(error: EmotionError | null): void;
}

/** A running capture. */
export interface Capture {
  readonly sampleRate: Hertz;
  readonly settings: CaptureSettings;
  /** Gives everything back. Idempotent; `ended` is not called. */
  stop(): void;
}

/** How to listen. */
export interface CaptureOptions {
  readonly channel: ChannelChoice;
  readonly listener: CaptureListener;
  /** Where `capture-processor.js` lies; beside the built entry unless said otherwise. */
  readonly workletUrl?: string | URL;
  /** Ends the start, or later the capture, when it is aborted. */
  readonly signal?: AbortSignal;
}
