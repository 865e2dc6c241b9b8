import type { EmotionResult } from '../core/result.js';
import { AlertWatch, type AlertRule, type EmotionAlert } from '../smoothing/alert.js';
import { readingFor, warnOnce } from './attributes.js';

/** Follows the alerts of one stream that `element` hears, whose rules may change while it listens. */
export class AlertBell {
  readonly #element: Element;
  readonly #ring: (alert: EmotionAlert) => void;
  #watch = new AlertWatch([]);
  /** Rules whose label no result was looked at for. */
  #unchecked: readonly AlertRule[] = [];
  readonly #active = new Set<AlertRule>();

  /** @param ring hears of each alert that is raised, and of its end. */
  constructor(element: Element, ring: (alert: EmotionAlert) => void) {
    this.#element = element;
    this.#ring = ring;
  }

  /** The rules whose alerts are raised now. */
  get active(): readonly AlertRule[] {
    return [...this.#active];
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
    readingFor(this.#element, () => {
      this.#checkLabels(result);
    });
    this.#tell(this.#watch.next(result));
  }

  /** The stream is over, or begins anew. */
  end(): void {
    this.#tell(this.#watch.end());
  }

  #checkLabels({ probabilities }: EmotionResult): void {
    for (const { label } of this.#unchecked)
      if (!(label in probabilities))
        warnOnce('alerts', label, 'the labels at work are others; this rule never raises an alert');
    this.#unchecked = [];
  }

  #tell(alerts: readonly EmotionAlert[]): void {
    for (const alert of alerts) {
      if (alert.active) this.#active.add(alert.rule);
      else this.#active.delete(alert.rule);
      this.#ring(alert);
    }
  }
}
