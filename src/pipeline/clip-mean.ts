import type { Emotion } from '../core/emotions.js';
import type { EmotionResult, InvalidReason } from '../core/result.js';
import type { Probability, Seconds } from '../core/units.js';
import { indexOfMax } from '../smoothing/hysteresis.js';

/** One answer for a whole recording. */
export interface ClipSummary {
  readonly labels: readonly Emotion[];
  /** Mean of the probabilities of all results that heard speech, each by how much it has heard; they sum to 1. Uniform when there were none. */
  readonly probabilities: Readonly<Partial<Record<Emotion, Probability>>>;
  /** The likeliest emotion; `null` when `valid` is false. */
  readonly dominant: Emotion | null;
  /** Probability of the likeliest emotion. */
  readonly confidence: Probability;
  /** Share of the results that heard enough speech. */
  readonly speechRatio: Probability;
  readonly valid: boolean;
  readonly reason?: InvalidReason;
  /** Length of the recording. */
  readonly duration: Seconds;
}

/** A result that heard speech counts, however little it was. */
const LEAST_WEIGHT: Seconds = 1e-6;

/**
 * Gathers the results of a recording, in constant memory. A result weighs as much as the speech that its window holds: the first ones
 * of a recording know little, and those of a short one would else outvote the last, which has heard it whole.
 */
export class ClipMean {
  readonly #labels: readonly Emotion[];
  readonly #uncertainBelow: Probability;
  readonly #sums: Float64Array;
  readonly #reasons = new Map<InvalidReason, number>();
  #heard = 0;
  #weight: Seconds = 0;
  #results = 0;

  /** @param uncertainBelow a mean whose likeliest emotion stays below is "uncertain". */
  constructor(labels: readonly Emotion[], uncertainBelow: Probability) {
    this.#labels = labels;
    this.#uncertainBelow = uncertainBelow;
    this.#sums = new Float64Array(labels.length);
  }

  /** Takes in the next result. */
  add({ probabilities, reason, speechRatio, tStart, tEnd }: EmotionResult): void {
    this.#results++;
    if (reason !== undefined) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    if (reason !== undefined && reason !== 'uncertain') return;
    this.#heard++;
    const weight = Math.max(LEAST_WEIGHT, speechRatio * (tEnd - tStart));
    this.#weight += weight;
    for (const [index, label] of this.#labels.entries())
      this.#sums[index] = (this.#sums[index] as number) + weight * (probabilities[label] ?? 0);
  }

  /** The answer, for a recording of `duration`. */
  summary(duration: Seconds): ClipSummary {
    const labels = this.#labels;
    const means = this.#sums.map((sum) => (this.#heard > 0 ? sum / this.#weight : 1 / labels.length));
    const best = indexOfMax(means);
    const confidence = means[best] as number;
    const reason = this.#reason(confidence);
    return {
      labels,
      probabilities: Object.fromEntries(labels.map((label, index) => [label, means[index]])),
      dominant: reason === null ? (labels[best] ?? null) : null,
      confidence,
      speechRatio: this.#results > 0 ? this.#heard / this.#results : 0,
      valid: reason === null,
      ...(reason !== null && { reason }),
      duration,
    };
  }

  /** The commonest reason when no result heard speech; a recording too short for any result holds too little speech. */
  #reason(confidence: Probability): InvalidReason | null {
    if (this.#heard > 0) return confidence < this.#uncertainBelow ? 'uncertain' : null;
    const [commonest] = [...this.#reasons].sort(([, a], [, b]) => b - a);
    return commonest?.[0] ?? 'not-enough-speech';
  }
}
