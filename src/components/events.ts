import type { Emotion } from '../core/emotions.js';
import type { EmotionError } from '../core/errors.js';
import type { EmotionResult } from '../core/result.js';
import type { Probability, Seconds } from '../core/units.js';
import type { EmotionAlert } from '../smoothing/alert.js';
import type { MeterState } from './meter-state.js';

/** Detail of `emotion-change`: the shown emotion was replaced; `null` is none. Without a `result`, what was heard was forgotten. */
export interface EmotionChange {
  readonly previous: Emotion | null;
  readonly dominant: Emotion | null;
  readonly result: EmotionResult | null;
}

/** Detail of `speech-start` and `speech-end`: when, in seconds since the stream began. */
export interface SpeechEdge {
  readonly at: Seconds;
}

/** Detail of `state-change`. */
export interface StateChange {
  readonly previous: MeterState;
  readonly state: MeterState;
}

/** Detail of `load-progress`: the share of the model that is here. */
export interface LoadProgress {
  readonly progress: Probability;
}

/** The events of the elements. All of them bubble, cross shadow roots, and cannot be cancelled. */
export interface EmotionMeterEventMap {
  /** Each hop: one result. */
  'emotion-frame': CustomEvent<EmotionResult>;
  /** The shown emotion changed, after hysteresis and dwell. */
  'emotion-change': CustomEvent<EmotionChange>;
  /** A rule of `alerts` raised an alert (`detail.active`), or one has ended. */
  'emotion-alert': CustomEvent<EmotionAlert>;
  /** Enough speech for a verdict began ... */
  'speech-start': CustomEvent<SpeechEdge>;
  /** ... and ended. */
  'speech-end': CustomEvent<SpeechEdge>;
  'state-change': CustomEvent<StateChange>;
  'load-progress': CustomEvent<LoadProgress>;
  /** Detail is the error itself: `code`, `message`, `cause`. */
  'emotion-error': CustomEvent<EmotionError>;
}

declare global {
  interface HTMLElementEventMap extends EmotionMeterEventMap {}
  interface ShadowRootEventMap extends EmotionMeterEventMap {}
  interface DocumentEventMap extends EmotionMeterEventMap {}
  interface WindowEventMap extends EmotionMeterEventMap {}
}

/** Sends one event of {@link EmotionMeterEventMap} from `target`. */
export function emit<Name extends keyof EmotionMeterEventMap>(
  target: EventTarget,
  name: Name,
  detail: EmotionMeterEventMap[Name]['detail'],
): void {
  target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
