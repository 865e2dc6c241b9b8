import type { Emotion } from './emotions.js';
import type { FeatureSpec, SampleSpec, Scale } from './feature-spec.js';
import type { Probability } from './units.js';

/** The paper's 2D network (Table 2): one answer for a padded 8 s window. */
export interface Cnn2dSpec {
  readonly kind: 'cnn-lstm-2d';
  readonly pooling: 'same' | 'valid';
}

/** The paper's 1D network (Table 1): one answer for a padded 8 s window of samples. */
export interface Cnn1dSpec {
  readonly kind: 'cnn-lstm-1d';
  readonly pooling: 'same' | 'valid';
}

/** Both of the paper's networks with their deep features under one fully connected layer. */
export interface FusionSpec {
  readonly kind: 'fusion';
  readonly pooling: 'same' | 'valid';
}

/** The streaming network: the paper's blocks, causal in time, one column for every 8 frames. */
export interface StreamNetSpec {
  readonly kind: 'stream';
  /** Kernels of the four LFLBs. */
  readonly channels: readonly [number, number, number, number];
  /** Units of the LSTM. */
  readonly units: number;
}

/** A network's shape, without its classes: with the labels it says every tensor's name and size. */
export type NetworkSpec = Cnn1dSpec | Cnn2dSpec | FusionSpec | StreamNetSpec;

/** One tensor in the binary file, in file order. */
export interface TensorEntry {
  readonly name: string;
  readonly shape: readonly number[];
}

/** How scores become a shown emotion. Fitted on training speakers only. */
export interface DecisionSpec {
  /** Logits are divided by it before the softmax (Guo et al., 2017). */
  readonly temperature: number;
  /** Weight of the newest column in the exponential smoothing of probabilities, in (0, 1]. */
  readonly smoothing: number;
  /** A new emotion is shown when its probability reaches `enter` ... */
  readonly enter: Probability;
  /** ... and given up when it falls below `leave`. */
  readonly leave: Probability;
  /** A shown emotion stays at least this long, in seconds. */
  readonly dwell: number;
  /** Below this smoothed probability of the likeliest class the answer is "uncertain". */
  readonly uncertainBelow: Probability;
  /** A column counts as speech from this probability of the speech head on. */
  readonly speechAbove: Probability;
  /** A verdict needs at least this share of speech among the recent columns. */
  readonly minSpeechRatio: Probability;
}

/** What a weights file was trained on and how well it does, for the model card and for the page that shows it. */
export interface TrainingRecord {
  readonly corpora: readonly {
    readonly name: string;
    readonly licence: string;
    readonly clips: number;
    readonly speakers: readonly string[];
  }[];
  readonly heldOutSpeakers: readonly string[];
  readonly command: string;
  readonly seed: number;
  readonly figures: readonly ProtocolFigure[];
}

/** One accuracy with everything that it needs to be read honestly. */
export interface ProtocolFigure {
  readonly protocol: string;
  readonly metric: 'UAR' | 'WAR' | 'macro-F1';
  readonly value: Probability;
  /** 95 % interval and how it was made; missing where too few speakers allow none. */
  readonly interval?: { readonly low: Probability; readonly high: Probability; readonly method: string };
  /** Among which the network chose: guessing has a UAR of 1 / classes. */
  readonly classes: number;
  readonly clips: number;
  readonly speakers: number;
  readonly seeds: number;
}

/** What a front end computes: log-mels, samples, or log-mels and samples. */
export type FrontEndSpec = FeatureSpec | SampleSpec | (FeatureSpec & { readonly samples: SampleSpec });

/** `models/<id>/manifest.json`: everything about a model but its numbers. */
export interface ModelManifest {
  readonly format: 'emotion-meter-model';
  readonly version: 1;
  readonly id: string;
  readonly network: NetworkSpec;
  readonly labels: readonly Emotion[];
  readonly features: {
    /** `featureHash` of the front end's specification. */
    readonly hash: string;
    readonly spec: FrontEndSpec;
    /** Of the log-mels, in dB; of the samples when the network reads these alone. It sees (value - mean) / std. */
    readonly mean: number;
    readonly std: number;
    /** Of the samples, for a network that reads both. */
    readonly samples?: Scale;
  };
  readonly weights: {
    /** File name beside the manifest. */
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly dtype: 'float16' | 'float32';
    readonly tensors: readonly TensorEntry[];
  };
  readonly decision: DecisionSpec;
  readonly licence: string;
  readonly training: TrainingRecord;
}
