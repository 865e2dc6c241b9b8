import { checkOverrides } from '../core/decision-spec.js';
import type { Emotion } from '../core/emotions.js';
import { checkLabels } from '../core/emotions.js';
import type { DecisionSpec } from '../core/manifest.js';
import type { Milliseconds } from '../core/units.js';
import type { Inference, LoadedModel } from '../inference/inference-protocol.js';
import { chooseLabels } from '../smoothing/calibrate.js';
import type { LabelChoice } from '../smoothing/calibrate.js';
import { decisionOf } from '../smoothing/decision.js';

/** What a page may choose of the way from scores to results. */
export interface ResultChoices {
  /** The emotions to tell apart; default: all of the model's. */
  readonly labels?: readonly Emotion[] | undefined;
  /** Overrides of the model's decision. */
  readonly decision?: Partial<DecisionSpec> | undefined;
}

/** What every run of the pipeline needs. */
export interface PipelineOptions extends ResultChoices {
  readonly inference: Inference;
  /** The clock of {@link SoundBlock.arrivedAt}; default: `performance.now()`. */
  readonly now?: (() => Milliseconds) | undefined;
}

/**
 * Checks what can be checked before the model is known.
 * @throws EmotionError `invalid-argument` naming the label or field.
 */
export function checkChoices({ labels, decision }: ResultChoices): void {
  if (labels !== undefined) checkLabels(labels);
  if (decision !== undefined) checkOverrides(decision);
}

/**
 * A page's choices together with the model's own values.
 * @throws EmotionError `invalid-argument` for labels that the model does not know, or thresholds that contradict each other.
 */
export function resolveChoices(
  model: LoadedModel,
  { labels, decision }: ResultChoices,
): { readonly choice: LabelChoice; readonly decision: DecisionSpec } {
  return { choice: chooseLabels(model.labels, labels), decision: decisionOf(model.decision, decision) };
}
