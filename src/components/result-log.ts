import { toCsv } from '../core/csv.js';
import type { Emotion } from '../core/emotions.js';
import { EmotionError } from '../core/errors.js';
import type { EmotionResult } from '../core/result.js';

/** How a timeline is written. */
export type TimelineFormat = 'json' | 'csv';

/** Results kept at least, and up to a thousand more: over three hours at one a column (3.9 a second). The oldest go first. */
export const RESULT_LIMIT = 50_000;

/** The results of one session, in order, for export. */
export class ResultLog {
  #results: EmotionResult[] = [];

  get length(): number {
    return this.#results.length;
  }

  add(result: EmotionResult): void {
    this.#results.push(result);
    // Trimmed in blocks: shifting a long array at each hop would copy it each time.
    if (this.#results.length >= RESULT_LIMIT + 1000) this.#results = this.#results.slice(-RESULT_LIMIT);
  }

  clear(): void {
    this.#results = [];
  }

  /**
   * All results as text: a JSON array of them, or CSV (RFC 4180) with a header and one column an emotion: those that the
   * newest result tells of, or `expected` where there is none.
   * @throws EmotionError `invalid-argument` for another format.
   */
  export(format: TimelineFormat, expected: readonly Emotion[]): string {
    if (!Object.hasOwn(WRITERS, format))
      throw new EmotionError('invalid-argument', `format is ${JSON.stringify(format)}, not "json" or "csv"`);
    const newest = this.#results.at(-1);
    const labels = newest ? (Object.keys(newest.probabilities) as Emotion[]) : expected;
    return WRITERS[format](this.#results, labels);
  }
}

const WRITERS: Readonly<
  Record<TimelineFormat, (results: readonly EmotionResult[], labels: readonly Emotion[]) => string>
> = { json: (results) => JSON.stringify(results), csv: resultRows };

function resultRows(results: readonly EmotionResult[], labels: readonly Emotion[]): string {
  const header = [
    ...['tStart', 'tEnd', 'dominant', 'confidence', 'speechRatio', 'valid', 'reason'],
    ...['latencyMs', 'backend', 'modelId'],
    ...labels,
  ];
  const rows = results.map((result) => [
    ...[result.tStart, result.tEnd, result.dominant ?? '', result.confidence, result.speechRatio],
    ...[result.valid, result.reason ?? '', result.latencyMs, result.backend, result.modelId],
    ...labels.map((label) => result.probabilities[label] ?? ''),
  ]);
  return toCsv([header, ...rows]);
}
