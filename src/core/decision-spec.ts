import { checkNumber, checkObject, type Range } from './check.js';
import { EmotionError } from './errors.js';
import type { DecisionSpec } from './manifest.js';

/** Within what each number of a decision must lie. */
const DECISION_RANGES: Readonly<Record<keyof DecisionSpec, Range>> = {
  temperature: { min: 1e-3, max: 1e3 },
  smoothing: { min: 1e-6, max: 1 },
  enter: { min: 0, max: 1 },
  leave: { min: 0, max: 1 },
  dwell: { min: 0, max: 3600 },
  uncertainBelow: { min: 0, max: 1 },
  speechAbove: { min: 0, max: 1 },
  minSpeechRatio: { min: 0, max: 1 },
};

/**
 * `overrides` as they are, when each can be used.
 * @throws EmotionError `invalid-argument` naming the field and its value; also for a name that is no field, and for `leave` above `enter`.
 */
export function checkOverrides(overrides: Partial<DecisionSpec>): Partial<DecisionSpec> {
  for (const [name, value] of Object.entries(checkObject('decision', overrides))) {
    if (!Object.hasOwn(DECISION_RANGES, name))
      throw new EmotionError('invalid-argument', `decision.${name} is not a field of the decision`);
    checkNumber(`decision.${name}`, value, DECISION_RANGES[name as keyof DecisionSpec]);
  }
  const { enter = 1, leave = 0 } = overrides;
  if (leave > enter)
    throw new EmotionError('invalid-argument', `decision.leave is ${leave}, above decision.enter ${enter}`);
  return overrides;
}

/**
 * `decision` as it is, when all of its fields are there and can be used.
 * @throws EmotionError `invalid-argument` as {@link checkOverrides}, and naming a field that is missing.
 */
export function checkDecision(decision: DecisionSpec): DecisionSpec {
  checkObject('decision', decision);
  for (const name of Object.keys(DECISION_RANGES) as (keyof DecisionSpec)[])
    checkNumber(`decision.${name}`, decision[name]);
  checkOverrides(decision);
  return decision;
}
