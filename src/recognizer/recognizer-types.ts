import type { CaptureNotice, CaptureSettings, ChannelChoice } from '../capture/capture-types.js';
import type { BackendChoice } from '../core/backends.js';
import type { Emotion } from '../core/emotions.js';
import type { EmotionError } from '../core/errors.js';
import type { DecisionSpec } from '../core/manifest.js';
import type { Probability } from '../core/units.js';

export type {
  CaptureNotice,
  CaptureSettings,
  CaptureSource,
  ChannelChoice,
  MicrophoneConstraints,
} from '../capture/capture-types.js';
export type { BackendChoice } from '../core/backends.js';
export type { LoadedModel } from '../inference/inference-protocol.js';
export type { ClipSummary } from '../pipeline/clip-mean.js';
export type { LogMelPicture } from '../pipeline/signal-front.js';
export type { Telemetry } from '../pipeline/telemetry.js';

/** How a recognizer is made. Every field has a default; a value that cannot be used throws `invalid-argument` and is named. */
export interface RecognizerOptions {
  /** `'general'`, `'emodb'`, or one of the paper's that lies beside them (`'paper-2d'`, `'paper-1d'`, `'fusion'`). Default `'general'`. */
  readonly model?: string;
  /** Address of the manifest of a model of one's own; its weights lie beside it. Takes precedence over `model`. */
  readonly modelSrc?: string | URL;
  /** Folder that serves `dist/` and `models/` of this package, where a bundler does not. */
  readonly assetBase?: string | URL;
  /** Address of `inference-worker.js`. */
  readonly workerSrc?: string | URL;
  /** Address of `capture-processor.js`. */
  readonly workletSrc?: string | URL;
  /** Folder or file of the wasm backend's binary. */
  readonly wasmSrc?: string | URL;
  /** Default `'auto'`. */
  readonly backend?: BackendChoice;
  /** The channel of a stereo source that is listened to. Default `'mono'`, the mean of all. */
  readonly channel?: ChannelChoice;
  /** The emotions to tell apart, at least two of the model's; the others are masked and the rest renormalised. Default: all. */
  readonly labels?: readonly Emotion[];
  /** Overrides of the model's own thresholds, smoothing and dwell. */
  readonly decision?: Partial<DecisionSpec>;
}

/** What a recognizer is doing: exactly one of these. */
export type RecognizerState =
  /** Made, or reset; nothing runs. */
  | { readonly status: 'idle' }
  /** The model is being fetched and tried. */
  | { readonly status: 'loading'; readonly progress: Probability }
  /** The source is being opened: for a microphone, the person is being asked. `labels` are the emotions that results will tell of. */
  | { readonly status: 'starting'; readonly labels: readonly Emotion[] }
  /** Sound arrives. `notice` is the last change that was survived, `null` when all is well. */
  | {
      readonly status: 'listening';
      readonly settings: CaptureSettings;
      readonly notice: CaptureNotice | null;
    }
  /** `stop()` was called, or the source came to its end. */
  | { readonly status: 'stopped'; readonly reason: 'stopped' | 'ended' }
  /** Nothing runs, and this is why. `start()` may be tried again. */
  | { readonly status: 'failed'; readonly error: EmotionError }
  /** For good. */
  | { readonly status: 'disposed' };
