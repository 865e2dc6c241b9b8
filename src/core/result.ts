import type { BackendName } from './backends.js';
import type { Emotion } from './emotions.js';
import type { Milliseconds, Probability, Seconds } from './units.js';

/** Why a result carries no verdict. `uncertain` still carries usable probabilities. */
export type InvalidReason =
  /** Digital silence, or next to it. */
  | 'silence'
  /** The window holds sound, but too little speech to judge. */
  | 'not-enough-speech'
  /** The window has a hole: samples were lost. */
  | 'gap'
  /** No emotion stands out enough. */
  | 'uncertain';

/** One verdict about the window that ends at `tEnd`, a hop after the one before. */
export interface EmotionResult {
  /** Start of the window, in seconds since the stream began (0 while the first window fills). */
  readonly tStart: Seconds;
  /** End of the window: the newest sound that the verdict knows. */
  readonly tEnd: Seconds;
  /** One probability a label, calibrated and smoothed; they sum to 1. Uniform when nothing was heard yet. */
  readonly probabilities: Readonly<Partial<Record<Emotion, Probability>>>;
  /** The emotion shown, after hysteresis and dwell; `null` while there is none to show. */
  readonly dominant: Emotion | null;
  /** Probability of the likeliest emotion of this result. */
  readonly confidence: Probability;
  /** Share of the window's recent columns in which somebody speaks. */
  readonly speechRatio: Probability;
  /** False when `reason` says why this result must not be read as a verdict. */
  readonly valid: boolean;
  readonly reason?: InvalidReason;
  /** From the arrival of the newest sample of the window to this result. */
  readonly latencyMs: Milliseconds;
  readonly backend: BackendName;
  readonly modelId: string;
}
