import type { Emotion } from '../core/emotions.js';
import type { DecisionSpec } from '../core/manifest.js';
import type { InvalidReason } from '../core/result.js';
import type { Probability } from '../core/units.js';
import { calibrate } from './calibrate.js';
import type { LabelChoice } from './calibrate.js';
import { COLUMN_SECONDS } from './decision.js';
import { Hysteresis } from './hysteresis.js';
import { ProbabilitySmoother } from './smooth.js';
import { SpeechGate } from './speech-gate.js';

/** What was heard up to the end of a column. */
export interface Hearing {
  /** Columns since the stream's start, this one included; grows from call to call. */
  readonly column: number;
  /** One logit a class of the model, before temperature. */
  readonly logits: Float32Array;
  /** Speech probability of the newest columns, oldest first. */
  readonly speech: readonly Probability[];
  /** The recent columns hold next to no sound. */
  readonly silent?: boolean;
  /** The recent columns have a hole. */
  readonly gap?: boolean;
}

/** What is made of it. */
export interface Verdict {
  /** Calibrated and smoothed, one a chosen label. */
  readonly probabilities: Float64Array;
  readonly dominant: Emotion | null;
  readonly confidence: Probability;
  readonly speechRatio: Probability;
  /** `null`: a verdict. */
  readonly reason: InvalidReason | null;
}

/** How verdicts are made. */
export interface VerdictOptions {
  readonly decision: DecisionSpec;
  readonly choice: LabelChoice;
  /** Columns that the network looks back on (31): estimates older than that are forgotten. */
  readonly windowColumns: number;
}

/**
 * The way from a network's scores to what is said of them: calibrate, gate by speech, smooth, hold.
 * Only columns in which somebody speaks move the smoothed probabilities, so a pause does not wash out what was said before it.
 */
export class VerdictMaker {
  readonly #options: VerdictOptions;
  readonly #gate: SpeechGate;
  readonly #smoother: ProbabilitySmoother;
  readonly #hysteresis: Hysteresis;
  #column = 0;

  constructor(options: VerdictOptions) {
    const { decision, choice, windowColumns } = options;
    this.#options = options;
    this.#gate = new SpeechGate(decision);
    this.#hysteresis = new Hysteresis(decision);
    this.#smoother = new ProbabilitySmoother({
      classes: choice.labels.length,
      weight: decision.smoothing,
      forgetAfter: windowColumns,
    });
  }

  /** @throws EmotionError `backend-failed` for logits that are not finite. */
  next(hearing: Hearing): Verdict {
    const { decision, choice } = this.#options;
    const scores = calibrate(hearing.logits, decision.temperature, choice.indices);
    const columns = Math.max(0, hearing.column - this.#column);
    this.#column += columns;
    const spoken = this.#gate.update(newSpeech(hearing, columns));
    const probabilities = spoken > 0 ? this.#smoother.update(scores, spoken) : this.#smoother.pass(columns);
    const confidence = Math.max(...probabilities);
    const reason = this.#reason(hearing, confidence);
    const judged = reason === null || reason === 'uncertain' ? probabilities : null;
    const shown = this.#hysteresis.update(judged, columns * COLUMN_SECONDS);
    const dominant = shown === null ? null : (choice.labels[shown] ?? null);
    return { probabilities, dominant, confidence, speechRatio: this.#gate.ratio, reason };
  }

  #reason({ gap, silent }: Hearing, confidence: Probability): InvalidReason | null {
    if (gap === true) return 'gap';
    if (silent === true) return 'silence';
    if (!this.#gate.open) return 'not-enough-speech';
    return confidence < this.#options.decision.uncertainBelow ? 'uncertain' : null;
  }
}

/** Speech of the columns not heard before: a replay repeats old ones, lost ones count as no speech, and so does silence. */
function newSpeech({ speech, silent }: Hearing, columns: number): readonly Probability[] {
  const known = columns === 0 ? [] : speech.slice(-columns);
  const lost = new Array<Probability>(columns - known.length).fill(0);
  return silent === true ? new Array<Probability>(columns).fill(0) : [...lost, ...known];
}
