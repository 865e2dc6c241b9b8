import { checkOverrides } from '../core/decision-spec.js';
import { LOG_MEL } from '../core/feature-spec.js';
import type { DecisionSpec } from '../core/manifest.js';
import type { Seconds } from '../core/units.js';

/** Time from one column of the streaming network to the next: 8 frames, 0.256 s. */
export const COLUMN_SECONDS: Seconds = (8 * LOG_MEL.hop) / LOG_MEL.sampleRate;

/** The recent past on which speech, silence and gaps are judged: 8 columns, about 2 s, the time that an answer needs to follow a change. */
export const RECENT_COLUMNS = 8;

/**
 * A model's decision with a page's overrides. Where one threshold alone is overridden, the other follows it as far as it must.
 * @throws EmotionError `invalid-argument` as {@link checkOverrides}, and when `leave` would lie above `enter`.
 */
export function decisionOf(model: DecisionSpec, overrides: Partial<DecisionSpec> = {}): DecisionSpec {
  const decision = withThresholds({ ...model, ...overrides }, overrides);
  checkOverrides(decision);
  return decision;
}

function withThresholds(decision: DecisionSpec, { enter, leave }: Partial<DecisionSpec>): DecisionSpec {
  if (enter !== undefined && leave === undefined)
    return { ...decision, leave: Math.min(decision.leave, enter) };
  if (leave !== undefined && enter === undefined)
    return { ...decision, enter: Math.max(decision.enter, leave) };
  return decision;
}
