import type { EmotionResult } from '../core/result.js';
import { AlertWatch, type AlertRule, type EmotionAlert } from '../smoothing/alert.js';
import { warnOnce } from './attributes.js';

/** Follows the alerts of one element, whose rules may change while it listens. */
export class AlertBell {
  readonly #ring: (alert: EmotionAlert) => void;
  #watch = new AlertWatch([]);
  /** Rules whose label no result was looked at for. */
  #unchecked: readonly AlertRule[] = [];
  readonly #active = new Set<AlertRule>();

  /** @param ring hears of each alert that is raised, and of its end. */
  constructor(ring: (alert: EmotionAlert) => void) {
    this.#ring = ring;
  }

  /** Whether any alert is raised now. */
  get active(): boolean {
    return this.#active.size > 0;
  }

  /**
   * Replaces the rules, and ends what the old ones have raised.
   * @throws EmotionError `invalid-argument` naming the rule, its field and the value; the old rules stay.
   */
  follow(rules: readonly AlertRule[]): void {
    const watch = new AlertWatch(rules);
    this.end();
    this.#watch = watch;
    this.#unchecked = rules;
  }

  /** Takes in the next result. */
  hear(result: EmotionResult): void {
    for (const { label } of this.#unchecked)
      if (!(label in result.probabilities))
        warnOnce('alerts', label, 'the labels at work are others; this rule never raises an alert');
    this.#unchecked = [];
    this.#tell(this.#watch.next(result));
  }

  /** The stream is over, or begins anew. */
  end(): void {
    this.#tell(this.#watch.end());
  }

  #tell(alerts: readonly EmotionAlert[]): void {
    for (const alert of alerts) {
      if (alert.active) this.#active.add(alert.rule);
      else this.#active.delete(alert.rule);
      this.#ring(alert);
    }
  }
}
