import { EMOTIONS, type Emotion } from '../../core/emotions.js';
import type { EmotionResult } from '../../core/result.js';
import type { Probability, Seconds } from '../../core/units.js';

/** What is known of a stretch of time. `missing`: no result tells of it. Only a `verdict` counts; `uncertain` is speech, undecided. */
export type MomentKind = 'missing' | 'gap' | 'silence' | 'not-enough-speech' | 'uncertain' | 'verdict';

/** One stretch of time, read out. */
export interface Moment {
  readonly start: Seconds;
  readonly end: Seconds;
  readonly kind: MomentKind;
  /** The emotion that was shown for most of it; `null` while none was. */
  readonly shown: Emotion | null;
  /** Mean share of speech. */
  readonly speechRatio: Probability;
  /** Mean probabilities over the speech in it, one for each of `EMOTIONS`; all 0 without speech. */
  readonly probabilities: Float32Array;
}

/** A stretch of time of which no result tells. */
export function missingMoment(start: Seconds, end: Seconds): Moment {
  const probabilities = new Float32Array(EMOTIONS.length);
  return { start, end, kind: 'missing', shown: null, speechRatio: 0, probabilities };
}

const KINDS = ['gap', 'silence', 'not-enough-speech', 'uncertain', 'verdict'] as const;

/** A row holds seconds of each kind, of speech, and of each shown emotion, then probability times seconds: all of it adds up. */
const UNCERTAIN = KINDS.indexOf('uncertain');
const VERDICT = KINDS.indexOf('verdict');
const SPEECH = KINDS.length;
const SHOWN = SPEECH + 1;
const SUMS = SHOWN + EMOTIONS.length;
const WIDTH = SUMS + EMOTIONS.length;

/**
 * Stretches of time in order, in typed arrays of one size for good. What a row holds are sums over its time, so that
 * two rows become one by adding them up, and a row of an hour is as true as one of a moment.
 */
export class Columns {
  readonly capacity: number;
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;
  readonly #rows: Float32Array;
  #length = 0;

  /** @param capacity most rows, at least 2. */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.#starts = new Float64Array(capacity);
    this.#ends = new Float64Array(capacity);
    this.#rows = new Float32Array(capacity * WIDTH);
  }

  get length(): number {
    return this.#length;
  }

  /** Start of row `index`, which must be one. */
  start(index: number): Seconds {
    return this.#starts[index] as Seconds;
  }

  end(index: number): Seconds {
    return this.#ends[index] as Seconds;
  }

  /** What takes up most of the row; the time between results counts as `missing`. */
  kind(index: number): MomentKind {
    const row = this.#row(index);
    let known = 0;
    let most = 0;
    for (let kind = 0; kind < KINDS.length; kind++) {
      known += row[kind] as number;
      if ((row[kind] as number) > (row[most] as number)) most = kind;
    }
    const missing = this.end(index) - this.start(index) - known;
    return missing > (row[most] as number) ? 'missing' : (KINDS[most] as MomentKind);
  }

  /** The shown emotion's place in `EMOTIONS`; -1 where none was shown in the time that counts. */
  shown(index: number): number {
    const row = this.#row(index);
    let most = -1;
    for (let emotion = 0; emotion < EMOTIONS.length; emotion++)
      if ((row[SHOWN + emotion] as number) > (most < 0 ? 0 : (row[SHOWN + most] as number))) most = emotion;
    return most;
  }

  /** Mean probability of `EMOTIONS[emotion]` over the speech in the row; 0 without speech. */
  probability(index: number, emotion: number): Probability {
    const row = this.#row(index);
    const seconds = (row[UNCERTAIN] as number) + (row[VERDICT] as number);
    return seconds > 0 ? (row[SUMS + emotion] as number) / seconds : 0;
  }

  /** The whole row `index`. */
  read(index: number): Moment {
    const shown = this.shown(index);
    const row = this.#row(index);
    const known = row.subarray(0, KINDS.length).reduce((sum, seconds) => sum + seconds, 0);
    return {
      start: this.start(index),
      end: this.end(index),
      kind: this.kind(index),
      shown: EMOTIONS[shown] ?? null,
      speechRatio: known > 0 ? (row[SPEECH] as number) / known : 0,
      probabilities: Float32Array.from(EMOTIONS, (_, emotion) => this.probability(index, emotion)),
    };
  }

  /** The last row that starts at `time` or before; -1 when there is none. */
  indexAt(time: Seconds): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.start(middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Adds a row for what `result` says of the time from `start` to its end. There must be room. */
  push(result: EmotionResult, start: Seconds): void {
    const seconds = result.tEnd - start;
    const index = this.#length++;
    this.#starts[index] = start;
    this.#ends[index] = result.tEnd;
    const row = this.#row(index);
    row.fill(0);
    const kind = result.valid ? VERDICT : KINDS.indexOf(result.reason ?? 'uncertain');
    row[kind] = seconds;
    row[SPEECH] = result.speechRatio * seconds;
    if (kind < UNCERTAIN) return;
    const shown = result.valid && result.dominant !== null ? EMOTIONS.indexOf(result.dominant) : -1;
    if (shown >= 0) row[SHOWN + shown] = seconds;
    EMOTIONS.forEach((emotion, place) => {
      row[SUMS + place] = (result.probabilities[emotion] ?? 0) * seconds;
    });
  }

  /** Adds row `from` of `other` as a row of its own. There must be room. */
  append(other: Columns, from: number): void {
    const index = this.#length++;
    this.#starts[index] = other.start(from);
    this.#ends[index] = other.end(from);
    this.#row(index).set(other.#row(from));
  }

  /** Adds row `from` of `other`, a later one, to the last row. */
  mergeIntoLast(other: Columns, from: number): void {
    this.#merge(this.#length - 1, other, from);
  }

  /** Makes each two rows one. */
  halve(): void {
    const pairs = Math.ceil(this.#length / 2);
    for (let pair = 0; pair < pairs; pair++) {
      this.#starts[pair] = this.start(2 * pair);
      this.#ends[pair] = this.end(2 * pair);
      this.#rows.copyWithin(pair * WIDTH, 2 * pair * WIDTH, (2 * pair + 1) * WIDTH);
      if (2 * pair + 1 < this.#length) this.#merge(pair, this, 2 * pair + 1);
    }
    this.#length = pairs;
  }

  /** Forgets the oldest `count` rows. */
  drop(count: number): void {
    this.#starts.copyWithin(0, count);
    this.#ends.copyWithin(0, count);
    this.#rows.copyWithin(0, count * WIDTH);
    this.#length -= count;
  }

  clear(): void {
    this.#length = 0;
  }

  #merge(into: number, other: Columns, from: number): void {
    const row = this.#row(into);
    const more = other.#row(from);
    for (let field = 0; field < WIDTH; field++) row[field] = (row[field] as number) + (more[field] as number);
    this.#ends[into] = other.end(from);
  }

  #row(index: number): Float32Array {
    return this.#rows.subarray(index * WIDTH, (index + 1) * WIDTH);
  }
}
