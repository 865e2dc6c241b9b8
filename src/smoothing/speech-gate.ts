import type { DecisionSpec } from '../core/manifest.js';
import type { Probability } from '../core/units.js';
import { RECENT_COLUMNS } from './decision.js';

/** The thresholds of {@link SpeechGate}. */
export type SpeechGateOptions = Pick<DecisionSpec, 'speechAbove' | 'minSpeechRatio'>;

/** Whether the recent columns hold enough speech for a verdict. Columns before the stream's first one count as no speech. */
export class SpeechGate {
  readonly #options: SpeechGateOptions;
  /** Oldest first. */
  #recent: readonly boolean[] = nothing();

  constructor(options: SpeechGateOptions) {
    this.#options = options;
  }

  /** Share of the last {@link RECENT_COLUMNS} columns in which somebody speaks. */
  get ratio(): Probability {
    return this.#recent.filter(Boolean).length / RECENT_COLUMNS;
  }

  /** Whether that share reaches `minSpeechRatio`. */
  get open(): boolean {
    return this.ratio >= this.#options.minSpeechRatio;
  }

  /**
   * Takes in new columns.
   * @param speech speech probability of each, oldest first.
   * @returns in how many of them somebody speaks.
   */
  update(speech: readonly Probability[]): number {
    const speaks = speech.map((probability) => probability >= this.#options.speechAbove);
    this.#recent = [...this.#recent, ...speaks].slice(-RECENT_COLUMNS);
    return speaks.filter(Boolean).length;
  }

  /** Forgets everything. */
  reset(): void {
    this.#recent = nothing();
  }
}

function nothing(): readonly boolean[] {
  return new Array<boolean>(RECENT_COLUMNS).fill(false);
}
