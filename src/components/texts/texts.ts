import type { Emotion } from '../../core/emotions.js';
import type { EmotionErrorCode } from '../../core/errors.js';
import type { MeterState, Verdict } from '../meter-state.js';

/** An error as people read it: what happened, and what to do about it. */
export interface ErrorText {
  readonly title: string;
  readonly advice: string;
}

/** All words of the elements in one language. */
export interface Texts {
  /** BCP 47 tag of these words. */
  readonly lang: string;
  readonly label: string;
  /** Accessible name of the group of bars. */
  readonly bars: string;
  readonly start: string;
  readonly stop: string;
  readonly retry: string;
  readonly notice: string;
  /** The verdict line of a meter that was given nothing to listen to. */
  readonly noSource: string;
  readonly noValue: string;
  readonly percent: string;
  readonly states: Readonly<Record<MeterState, string>>;
  /** What the verdict line says in states without a verdict. */
  readonly hints: Readonly<Record<MeterState, string>>;
  readonly verdicts: Readonly<Record<Exclude<Verdict['kind'], 'none' | 'emotion'>, string>>;
  readonly emotions: Readonly<Record<Emotion, string>>;
  readonly errors: Readonly<Record<EmotionErrorCode, ErrorText>>;
}

/** A probability as a whole number of percent. */
export function percentOf(probability: number): number {
  return Math.round(100 * probability);
}

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format takes longer than all else in a row of bars. */
function percentFormat(lang: string): Intl.NumberFormat {
  const format = formats.get(lang) ?? new Intl.NumberFormat(lang, { style: 'percent' });
  formats.set(lang, format);
  return format;
}

/** "62%" or "62 %", as the language writes it. */
export function formatPercent(texts: Texts, probability: number): string {
  return percentFormat(texts.lang).format(probability);
}

/** "Anger 62 percent": for ears. */
export function speakPercent(texts: Texts, emotion: Emotion, probability: number): string {
  return `${texts.emotions[emotion]} ${percentOf(probability)} ${texts.percent}`;
}
