import { checkList, checkNumber, checkObject, describeValue } from '../core/check.js';
import { EMOTIONS, isEmotion, type Emotion } from '../core/emotions.js';
import { EmotionError } from '../core/errors.js';
import type { EmotionResult } from '../core/result.js';
import type { Milliseconds, Probability, Seconds } from '../core/units.js';

/** When an emotion deserves attention. */
export interface AlertRule {
  readonly label: Emotion;
  /** The alert prepares itself when the probability reaches `on` ... */
  readonly on: Probability;
  /** ... and ends, or is given up, when it falls below `off`, which is `on` at most. */
  readonly off: Probability;
  /** It is raised when it has lasted this long; pauses in the speech do not count. */
  readonly minDurationMs: Milliseconds;
  /** After its end the same rule raises none for this long. */
  readonly refractoryMs: Milliseconds;
}

/** An alert was raised, or has ended. */
export interface EmotionAlert {
  readonly rule: AlertRule;
  /** `true`: raised now; `false`: ended now. */
  readonly active: boolean;
  /** When the probability reached `on`, in seconds since the stream began. */
  readonly since: Seconds;
  /** When this was decided. */
  readonly at: Seconds;
  /** The greatest probability since `since`. */
  readonly peak: Probability;
}

/** So long a pause is survived: by then what was heard has left the network's window. */
const LONGEST_PAUSE: Seconds = 8;

/**
 * `rules` as they are, when each can be used.
 * @throws EmotionError `invalid-argument` naming the rule, its field and the value.
 */
export function checkAlertRules(rules: readonly AlertRule[]): readonly AlertRule[] {
  for (const [index, rule] of checkList('alerts', rules).entries()) {
    const name = `alerts[${index}]`;
    const { label, on, off, minDurationMs, refractoryMs } = checkObject(name, rule);
    if (!isEmotion(label))
      throw new EmotionError(
        'invalid-argument',
        `${name}.label is ${describeValue(label)}, not one of ${EMOTIONS.join(', ')}`,
      );
    checkNumber(`${name}.on`, on, { min: 0, max: 1 });
    checkNumber(`${name}.off`, off, { min: 0, max: 1 });
    checkNumber(`${name}.minDurationMs`, minDurationMs, { min: 0 });
    checkNumber(`${name}.refractoryMs`, refractoryMs, { min: 0 });
    if (off > on) throw new EmotionError('invalid-argument', `${name}.off is ${off}, above ${name}.on ${on}`);
  }
  return rules;
}

/** Follows the results of one stream, and says when alerts are raised and when they end. */
export class AlertWatch {
  readonly #watches: readonly RuleWatch[];

  /** @throws EmotionError `invalid-argument` naming the rule, its field and the value. */
  constructor(rules: readonly AlertRule[]) {
    this.#watches = checkAlertRules(rules).map((rule) => new RuleWatch(rule));
  }

  /** What the next result of the stream brings, in the order of the rules; mostly nothing. */
  next(result: EmotionResult): readonly EmotionAlert[] {
    return this.#watches.flatMap((watch) => watch.next(result) ?? []);
  }

  /** The stream is over: ends what is raised, and forgets everything. */
  end(): readonly EmotionAlert[] {
    return this.#watches.flatMap((watch) => watch.end() ?? []);
  }
}

/** A probability that reached `on` and has not fallen below `off` since. */
interface Rise {
  readonly since: Seconds;
  peak: Probability;
  /** Time with speech in it, and time without since. */
  held: Seconds;
  pause: Seconds;
  raised: boolean;
}

class RuleWatch {
  readonly #rule: AlertRule;
  #rise: Rise | null = null;
  #heardUntil: Seconds = 0;
  #quietUntil: Seconds = 0;

  constructor(rule: AlertRule) {
    this.#rule = rule;
  }

  next(result: EmotionResult): EmotionAlert | null {
    const elapsed = Math.max(0, result.tEnd - this.#heardUntil);
    this.#heardUntil = result.tEnd;
    const isJudged = result.valid || result.reason === 'uncertain';
    return isJudged ? this.#judge(result.probabilities[this.#rule.label] ?? 0, elapsed) : this.#pass(elapsed);
  }

  end(): EmotionAlert | null {
    const alert = this.#fall();
    this.#heardUntil = 0;
    this.#quietUntil = 0;
    return alert;
  }

  #judge(probability: Probability, elapsed: Seconds): EmotionAlert | null {
    if (probability < this.#rule.off) return this.#fall();
    if (this.#rise === null) {
      if (probability < this.#rule.on || this.#heardUntil < this.#quietUntil) return null;
      this.#rise = { since: this.#heardUntil, peak: probability, held: 0, pause: 0, raised: false };
    } else {
      this.#rise.held += elapsed;
      this.#rise.pause = 0;
      this.#rise.peak = Math.max(this.#rise.peak, probability);
    }
    if (this.#rise.raised || 1000 * this.#rise.held < this.#rule.minDurationMs) return null;
    this.#rise.raised = true;
    return this.#tell(this.#rise, true);
  }

  #pass(elapsed: Seconds): EmotionAlert | null {
    if (this.#rise === null) return null;
    this.#rise.pause += elapsed;
    return this.#rise.pause > LONGEST_PAUSE ? this.#fall() : null;
  }

  #fall(): EmotionAlert | null {
    const rise = this.#rise;
    this.#rise = null;
    if (rise?.raised !== true) return null;
    this.#quietUntil = this.#heardUntil + this.#rule.refractoryMs / 1000;
    return this.#tell(rise, false);
  }

  #tell({ since, peak }: Rise, active: boolean): EmotionAlert {
    return { rule: this.#rule, active, since, at: this.#heardUntil, peak };
  }
}
