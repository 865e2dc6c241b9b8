/**
 * What the page and the inference worker say to each other. Types only, and none of TensorFlow's:
 * this is the single file that both sides read.
 * @module
 */
import type { BackendChoice, BackendName } from '../core/backends.js';
import type { Emotion } from '../core/emotions.js';
import type { EmotionErrorData } from '../core/errors.js';
import type { InputSpec } from '../core/feature-spec.js';
import type { DecisionSpec, NetworkSpec } from '../core/manifest.js';
import type { Frames, Milliseconds, Probability } from '../core/units.js';

/** Where a model's two files are (absolute addresses), and what to run them on. */
export interface LoadRequest {
  readonly manifestUrl: string;
  /** Default: the manifest's `weights.file` beside it. */
  readonly weightsUrl?: string;
  readonly backend: BackendChoice;
  /** Folder or file of the wasm backend's binary; default: beside the worker script. */
  readonly wasmUrl?: string;
}

/** A backend that was looked at and not taken. */
export interface RejectedBackend {
  readonly backend: BackendName;
  readonly reason: string;
}

/** What the page must know of a loaded model. */
export interface LoadedModel {
  readonly id: string;
  readonly network: NetworkSpec;
  readonly labels: readonly Emotion[];
  /** What `advance` is to be given, and how it is scaled. */
  readonly input: InputSpec;
  readonly decision: DecisionSpec;
  /** New frames come in whole groups of this many (8: one column). */
  readonly framesPerColumn: Frames;
  /** Whether an answer computes what is new alone; otherwise it computes the whole window. */
  readonly incremental: boolean;
  /**
   * From one answer to the next: one column for incremental networks. For the others it is longer: in a live stream it is chosen by this
   * machine's speed (`trialMs`), in a recording it is the same everywhere.
   */
  readonly framesPerHop: { readonly live: Frames; readonly recorded: Frames };
  /** Frames that a new worker needs to reach the same state as the one that died: the window and the blocks' past. */
  readonly replayFrames: Frames;
  /** Frames that the verdict looks back on (8 s). */
  readonly windowFrames: Frames;
  readonly backend: BackendName;
  readonly rejected: readonly RejectedBackend[];
  /** Median time of one hop in the load-time trial. */
  readonly trialMs: Milliseconds;
}

/** New frames of one stream. */
export interface AdvanceRequest {
  readonly stream: number;
  /** Absolute index of the first frame; a multiple of `framesPerColumn`, and the stream's `nextFrame` (or a fresh start). */
  readonly firstFrame: Frames;
  /**
   * What the network reads of these frames, shape [n, width] row-major, normalised: 128 log-mels, the 512 samples from the frame's centre
   * on, or the log-mels with the samples behind them; n a positive multiple of `framesPerColumn`.
   */
  readonly frames: Float32Array;
}

/** The network's answer about the window that ends with the newest frame. */
export interface Scores {
  /** One more than the absolute index of the newest frame. */
  readonly endFrame: Frames;
  /** One logit a label, before temperature. */
  readonly logits: Float32Array;
  /** Speech probability of each new column, oldest first; `null` from a network without a speech head. */
  readonly speech: readonly Probability[] | null;
  /** Time inside the network. */
  readonly computeMs: Milliseconds;
}

/** Errors cross the thread as data: comlink would drop their codes. */
export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: EmotionErrorData };

/** The worker's side. Each call answers with a {@link Reply}, and never rejects by itself. */
export interface InferenceService {
  /** @param onProgress hears how much of the weights has arrived; over comlink a `proxy`. */
  load(request: LoadRequest, onProgress?: (share: Probability) => void): Promise<Reply<LoadedModel>>;
  /** Starts a stream at any frame when its number is new; later calls go on where it ended. */
  advance(request: AdvanceRequest): Promise<Reply<Scores>>;
  /** Forgets a stream. */
  close(stream: number): Promise<Reply<null>>;
}

/** A model that is loaded somewhere: in a worker, or in this thread under Node. */
export interface Inference {
  readonly model: LoadedModel;
  /** Opens an independent stream with its own state. */
  open(): InferenceStream;
  dispose(): void;
}

/** One sound's way through the network: state is kept between calls, so each call brings new frames alone. */
export interface InferenceStream {
  /** The first frame that the network has not seen; `null` when it has seen none, or has lost its state: then replay up to `replayFrames`. */
  readonly nextFrame: Frames | null;
  /**
   * One call at a time.
   * @throws EmotionError `worker-timeout`, `worker-failed`, `backend-failed`, `invalid-argument`; after any of these `nextFrame` is `null`.
   */
  advance(firstFrame: Frames, frames: Float32Array): Promise<Scores>;
  close(): void;
}
