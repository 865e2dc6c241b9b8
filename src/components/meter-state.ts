import type { Emotion } from '../core/emotions.js';
import type { EmotionError } from '../core/errors.js';
import type { EmotionResult, InvalidReason } from '../core/result.js';
import type { Milliseconds, Probability } from '../core/units.js';
import type { CaptureNotice } from '../recognizer/recognizer-types.js';

/**
 * What the meter is doing; reflected as its `state` attribute and as a CSS custom state (`:state(listening)`).
 * `asking`: the browser's permission prompt is open. `stopped`: it has listened, and was stopped or its sound ended.
 */
export type MeterState = 'idle' | 'loading' | 'asking' | 'listening' | 'stopped' | 'failed';

/** Everything that the picture depends on. */
export interface MeterPhase {
  readonly state: MeterState;
  readonly result: EmotionResult | null;
  readonly error: EmotionError | null;
  /** How much of the model is here, while loading. */
  readonly progress: Probability;
  /** What the capture survives at the moment, `null` when all is well. */
  readonly notice: CaptureNotice | null;
  /** The emotions that results tell of; `null` before the model is loaded. */
  readonly labels: readonly Emotion[] | null;
}

/** The phase of a meter that has done nothing yet. */
export const IDLE: MeterPhase = {
  state: 'idle',
  result: null,
  error: null,
  progress: 0,
  notice: null,
  labels: null,
};

/** The one line that says what is heard: an emotion, or why there is none. `hearing`: no result has come yet. */
export type Verdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'hearing' }
  | { readonly kind: 'emotion'; readonly emotion: Emotion; readonly probability: Probability }
  | { readonly kind: InvalidReason }
  | { readonly kind: Exclude<CaptureNotice, 'resumed' | 'unmuted'> };

/** What the verdict line says in `phase`. After the end the last verdict stays readable. */
export function verdictOf({ state, result, notice }: MeterPhase): Verdict {
  if (state !== 'listening' && state !== 'stopped') return { kind: 'none' };
  if (state === 'listening' && notice !== null && notice !== 'resumed' && notice !== 'unmuted')
    return { kind: notice };
  if (result === null) return { kind: state === 'listening' ? 'hearing' : 'none' };
  if (!result.valid) return { kind: result.reason ?? 'uncertain' };
  if (result.dominant === null) return { kind: 'uncertain' };
  return {
    kind: 'emotion',
    emotion: result.dominant,
    probability: result.probabilities[result.dominant] ?? 0,
  };
}

/** Whether `result` is about speech: a verdict, or an undecided one. Only then do its probabilities mean something. */
export function hasSpeech(result: EmotionResult | null): result is EmotionResult {
  return result !== null && (result.valid || result.reason === 'uncertain');
}

/** Whether somebody is heard speaking. */
export function isSpeaking({ state, result }: MeterPhase): boolean {
  return state === 'listening' && hasSpeech(result);
}

/** Whether a press of the button ends something (else it starts). */
export function isBusy(state: MeterState): boolean {
  return state === 'loading' || state === 'asking' || state === 'listening';
}

/** Whether a press may have been meant for the end that came by itself at `endedAt` (`performance.now()`): it shall start nothing. */
export function endedJustNow(endedAt: Milliseconds): boolean {
  return performance.now() - endedAt < 1000;
}
