import { Scope } from '../../core/scope.js';
import type { Milliseconds } from '../../core/units.js';

/** How patient an {@link Announcer} is. */
export interface AnnouncerTiming {
  /** A verdict must have held this long before it is spoken. */
  readonly stable: Milliseconds;
  /** Verdicts are spoken at least this far apart. */
  readonly apart: Milliseconds;
  /** What is passed through within this time is not spoken. */
  readonly passing: Milliseconds;
}

/**
 * Decides what a screen reader hears: a verdict once it is stable and not too often, a change of state at once, unless it passes.
 * The moving values themselves are never spoken.
 */
export class Announcer {
  readonly #say: (text: string) => void;
  readonly #timing: AnnouncerTiming;
  #waiting = new Scope();
  #pending: string | null = null;
  #spoken = '';
  #spokenAt = -Infinity;

  /** @param say puts the text into the live region. */
  constructor(
    say: (text: string) => void,
    timing: AnnouncerTiming = { stable: 1500, apart: 5000, passing: 1000 },
  ) {
    this.#say = say;
    this.#timing = timing;
  }

  /** Offers the current verdict; the newest replaces one that still waits. */
  offer(verdict: string): void {
    if (verdict === (this.#pending ?? this.#spoken)) return;
    this.cancel();
    if (verdict === this.#spoken) return;
    this.#pending = verdict;
    const { stable, apart } = this.#timing;
    const wait = Math.max(stable, this.#spokenAt + apart - performance.now());
    this.#waiting.timeout(() => {
      this.speak(verdict);
    }, wait);
  }

  /** Speaks `text` now, in place of what waits. */
  speak(text: string): void {
    this.cancel();
    this.#spoken = text;
    this.#spokenAt = performance.now();
    this.#say(text);
  }

  /** Speaks `text` of something that may soon be over, unless it is. What was spoken before may then be spoken again. */
  await(text: string): void {
    this.forget();
    this.#pending = text;
    this.#waiting.timeout(() => {
      this.speak(text);
    }, this.#timing.passing);
  }

  /** Drops what waits, and what was spoken is no longer there to be read. */
  forget(): void {
    this.cancel();
    this.#spoken = '';
    this.#say('');
  }

  /** Drops what waits. */
  cancel(): void {
    this.#pending = null;
    this.#waiting.dispose();
    this.#waiting = new Scope();
  }
}
