import type { EmotionError } from '../../core/errors.js';
import type { Texts } from '../texts/texts.js';
import { formatTime } from '../timeline/time-scale.js';
import type { CallAlert } from './call-record.js';
import type { CallView } from './call-view.js';
import type { CallSide } from './talk-time.js';

/** "Alert 1:05: Customer, Anger": with the time, so that one alert like another is heard as well. */
export function alertWords(view: CallView, { since, channel, rule }: CallAlert): string {
  const { common, texts } = view;
  return `${texts.alert} ${formatTime(since)}: ${nameOf(view, channel)}, ${common.emotions[rule.label]}`;
}

/** What has failed, and what to do. */
export function failureWords({ errors }: Texts, { code }: EmotionError): string {
  const { title, advice } = errors[code];
  return `${title}. ${advice}`;
}

/** Which side is heard no more, while the other still is. */
export function lossWords(view: CallView, side: CallSide): string {
  return `${nameOf(view, side)}: ${view.texts.sideEnded}`;
}

const nameOf = ({ sides }: CallView, side: string): string =>
  sides.find((view) => view.side === side)?.name ?? side;

/** A live region tells its newest content alone: what one moment brings is told together. */
export class GatheredSpeech {
  #words: readonly string[] = [];

  /** Everything to be told in this task, `words` being the newest. */
  with(words: string): string {
    if (this.#words.length === 0)
      queueMicrotask(() => {
        this.#words = [];
      });
    this.#words = [...this.#words, words];
    return this.#words.join('. ');
  }
}
