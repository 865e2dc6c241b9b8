import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Decibels, Hertz, Samples } from './units.js';

/** What a log-mel frame is. Two parties that agree on every field of it compute the same numbers from the same samples. */
export interface FeatureSpec {
  readonly sampleRate: Hertz;
  readonly fftSize: Samples;
  readonly hop: Samples;
  readonly window: 'hann-periodic';
  /** Frame k is centred on sample k * hop; the stream is mirrored (without its edge sample) at its two ends. */
  readonly framing: 'centred-reflect';
  readonly mels: number;
  readonly melScale: 'slaney';
  readonly melNorm: 'slaney-area';
  readonly minFrequency: Hertz;
  readonly maxFrequency: Hertz;
  /** 10 * log10(max(power, amin)), reference 1. */
  readonly amin: number;
}

/** The log-mels of the paper (its section 3.1; librosa's `melspectrogram` and `power_to_db`): 31.25 frames of 128 bands a second. */
export const LOG_MEL: FeatureSpec = {
  sampleRate: 16000,
  fftSize: 2048,
  hop: 512,
  window: 'hann-periodic',
  framing: 'centred-reflect',
  mels: 128,
  melScale: 'slaney',
  melNorm: 'slaney-area',
  minFrequency: 0,
  maxFrequency: 8000,
  amin: 1e-10,
};

/** Samples as they are, for networks that read no log-mels. */
export interface SampleSpec {
  readonly sampleRate: Hertz;
  /** Samples of one row: as many as lie between the centres of two log-mel frames. */
  readonly hop: Samples;
}

/** The input of the paper's 1D network (its section 3.1). */
export const SAMPLES: SampleSpec = { sampleRate: LOG_MEL.sampleRate, hop: LOG_MEL.hop };

/** The level of digital silence in a log-mel frame: 10 * log10(amin). */
export const SILENCE: Decibels = -100;

/** The window of the networks: 8 s of samples (paper, section 4.1). */
export const WINDOW_SAMPLES: Samples = 128_000;

/**
 * The front ends that this build computes. `levelled-log-mel` takes the level of speech out of the frames; the others leave levels as they
 * are, as the paper does.
 */
export type FrontEndName = 'levelled-log-mel' | 'log-mel' | 'samples' | 'log-mel-and-samples';

/** The training material's own mean and spread: a network reads (value - mean) / std. */
export interface Scale {
  readonly mean: number;
  readonly std: number;
}

/** What a network reads of each 32 ms: log-mels, samples, or log-mels with samples behind them. */
export interface InputSpec {
  readonly frontEnd: FrontEndName;
  /** `null` when it reads no log-mels. */
  readonly frames: Scale | null;
  /** `null` when it reads no samples. */
  readonly samples: Scale | null;
}

/** Values of one row of a network's input. */
export function rowWidth({ frames, samples }: Pick<InputSpec, 'frames' | 'samples'>): number {
  return (frames === null ? 0 : LOG_MEL.mels) + (samples === null ? 0 : SAMPLES.hop);
}

/** Sixteen hex digits that change with any field of `spec`: weights name the features they were trained on by it. */
export function featureHash(spec: object): string {
  const canonical = JSON.stringify(Object.entries(spec).sort(([a], [b]) => (a < b ? -1 : 1)));
  return bytesToHex(sha256(utf8ToBytes(canonical))).slice(0, 16);
}
