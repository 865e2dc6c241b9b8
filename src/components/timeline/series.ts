import { EMOTIONS, type Emotion } from '../../core/emotions.js';
import type { EmotionResult } from '../../core/result.js';
import type { Seconds } from '../../core/units.js';
import { Columns, type Moment } from './columns.js';

/** Results kept one by one: ten minutes at 3.9 a second. */
const DETAIL = 2400;

/** Rows for the whole of it, however long: more than a screen has points across. */
const OVERVIEW = 2048;

/** What one result stands for as long as nothing is known of the pace. */
const FIRST_STEP: Seconds = 0.256;

/** Results further apart than this many steps, and than a second, have a hole between them. */
const HOLE_STEPS = 3;
const HOLE: Seconds = 1;

/**
 * The results of one voice from beginning to end in bounded memory (0.5 MB): the newest one by one, all of them in rows
 * that become longer as the time does.
 */
export class EmotionSeries {
  readonly #detail = new Columns(DETAIL);
  readonly #overview = new Columns(OVERVIEW);
  readonly #one = new Columns(2);
  readonly #seen = new Set<Emotion>();
  /** Results in a full row of the overview, and in its last. */
  #stride = 1;
  #inLast = 0;
  #step: Seconds | null = null;

  /** Where the first result's time begins, and where the newest one's ends; both 0 before any. */
  get start(): Seconds {
    return this.#overview.length > 0 ? this.#overview.start(0) : 0;
  }

  get end(): Seconds {
    const { length } = this.#detail;
    return length > 0 ? this.#detail.end(length - 1) : 0;
  }

  /** The emotions that any result told of, in the common order. */
  get emotions(): readonly Emotion[] {
    return EMOTIONS.filter((emotion) => this.#seen.has(emotion));
  }

  /** Takes the next result. One that ends no later than the newest begins another session: what was before is forgotten. */
  push(result: EmotionResult): void {
    if (result.tEnd <= this.end) this.clear();
    this.#one.clear();
    this.#one.push(result, this.#startOf(result));
    for (const emotion of EMOTIONS) if (emotion in result.probabilities) this.#seen.add(emotion);
    this.#keepOverview();
    if (this.#detail.length === DETAIL) this.#detail.drop(DETAIL / 4);
    this.#detail.append(this.#one, 0);
  }

  clear(): void {
    this.#detail.clear();
    this.#overview.clear();
    this.#seen.clear();
    this.#stride = 1;
    this.#inLast = 0;
    this.#step = null;
  }

  /** The finest rows that reach back to `time`. */
  columnsFrom(time: Seconds): Columns {
    const reaches = this.#detail.length > 0 && this.#detail.start(0) <= Math.max(time, this.start);
    return reaches ? this.#detail : this.#overview;
  }

  /** What is known of the time between `from` and `to`, as one; `null` where no result lies. */
  between(from: Seconds, to: Seconds): Moment | null {
    const columns = this.columnsFrom(from);
    const sum = new Columns(2);
    for (let index = Math.max(0, columns.indexAt(from)); index < columns.length; index++) {
      if (columns.start(index) >= to) break;
      // A row belongs to the stretch in which its middle lies.
      const middle = (columns.start(index) + columns.end(index)) / 2;
      if (middle < from || middle >= to) continue;
      if (sum.length === 0) sum.append(columns, index);
      else sum.mergeIntoLast(columns, index);
    }
    return sum.length > 0 ? sum.read(0) : null;
  }

  /** Where the time of `result` begins: at the end of the one before, unless there is a hole between them. */
  #startOf({ tEnd }: EmotionResult): Seconds {
    if (this.#detail.length === 0) return Math.max(0, tEnd - FIRST_STEP);
    const since = tEnd - this.end;
    this.#step = Math.min(this.#step ?? since, since);
    return since > Math.max(HOLE, HOLE_STEPS * this.#step) ? tEnd - this.#step : this.end;
  }

  #keepOverview(): void {
    if (this.#inLast > 0 && this.#inLast < this.#stride) {
      this.#overview.mergeIntoLast(this.#one, 0);
      this.#inLast++;
      return;
    }
    if (this.#overview.length === OVERVIEW) {
      this.#overview.halve();
      this.#stride *= 2;
    }
    this.#overview.append(this.#one, 0);
    this.#inLast = 1;
  }
}

/** Where the first of several voices begins, and where the newest ends; both 0 where nothing was heard. */
export function extentOf(voices: readonly EmotionSeries[]): {
  readonly start: Seconds;
  readonly end: Seconds;
} {
  const heard = voices.filter(({ end }) => end > 0);
  if (heard.length === 0) return { start: 0, end: 0 };
  return {
    start: Math.min(...heard.map(({ start }) => start)),
    end: Math.max(...heard.map(({ end }) => end)),
  };
}

/** The emotions that any of several voices told of, in the common order; `null` where nothing was heard. */
export function emotionsOf(voices: readonly EmotionSeries[]): readonly Emotion[] | null {
  const told = new Set(voices.flatMap(({ emotions }) => emotions));
  return told.size > 0 ? EMOTIONS.filter((emotion) => told.has(emotion)) : null;
}
