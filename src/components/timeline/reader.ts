import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Seconds } from '../../core/units.js';
import { missingMoment, type Columns, type Moment } from './columns.js';

/** Which way a key moves the moment that is read. */
export type Move = 'earlier' | 'later' | 'much-earlier' | 'much-later' | 'first' | 'last';

/** Rows that Page Up and Page Down pass over. */
const PAGE = 20;

/** What a key means; `null` for one that means nothing here. In right-to-left writing time runs to the left. */
export function moveOf(key: string, rtl: boolean): Move | null {
  const moves: Readonly<Record<string, Move>> = {
    [rtl ? 'ArrowLeft' : 'ArrowRight']: 'later',
    [rtl ? 'ArrowRight' : 'ArrowLeft']: 'earlier',
    ArrowUp: 'later',
    ArrowDown: 'earlier',
    PageUp: 'much-later',
    PageDown: 'much-earlier',
    Home: 'first',
    End: 'last',
  };
  return Object.hasOwn(moves, key) ? (moves[key] ?? null) : null;
}

/**
 * The middle of the row of `columns` that holds `time`, or of the hole between two rows that does, or of the one that `move` leads to
 * from there; `null` when there are no rows.
 */
export function snap(columns: Columns, time: Seconds, move: Move | null = null): Seconds | null {
  const last = columns.length - 1;
  if (last < 0) return null;
  const from = Math.max(0, columns.indexAt(time));
  const inHole = isHole(columns, from) && time >= columns.end(from);
  if (move === null) return inHole ? middleOfHole(columns, from) : middleOf(columns, from);
  if (move === 'later' && !inHole && isHole(columns, from)) return middleOfHole(columns, from);
  if (move === 'earlier' && !inHole && isHole(columns, from - 1)) return middleOfHole(columns, from - 1);
  const to = {
    earlier: inHole ? from : from - 1,
    later: from + 1,
    'much-earlier': from - PAGE,
    'much-later': from + PAGE,
    first: 0,
    last,
  };
  return middleOf(columns, Math.min(last, Math.max(0, to[move])));
}

/** What `columns` tell of `time`: a row, or that no result tells of it; `null` when there are no rows. */
export function momentAt(columns: Columns, time: Seconds): Moment | null {
  const index = columns.indexAt(time);
  if (index < 0) return null;
  const end = columns.end(index);
  return isHole(columns, index) && time >= end
    ? missingMoment(end, columns.start(index + 1))
    : columns.read(index);
}

/** Whether there is a hole between row `index` and the next. */
const isHole = (columns: Columns, index: number): boolean =>
  index >= 0 && index + 1 < columns.length && columns.end(index) < columns.start(index + 1);

const middleOf = (columns: Columns, index: number): Seconds =>
  (columns.start(index) + columns.end(index)) / 2;

const middleOfHole = (columns: Columns, index: number): Seconds =>
  (columns.end(index) + columns.start(index + 1)) / 2;

/** What is being read: a moment in a lane, and the end of the view that it holds still; `null`: the view goes on. */
export interface Reading {
  /** Its id. */
  readonly lane: string;
  readonly at: Seconds;
  readonly viewEnd: Seconds | null;
}

/**
 * Which moment somebody reads: the one under the pointer passes with it, one that was chosen stays. The picture stands still
 * under the pointer, and while the focus is at a moment that keys have led to.
 */
export class Attention implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #pointed: Reading | null = null;
  #chosen: Reading | null = null;
  /** The lane where the focus is, and the newest moment there when it came; `null`: none yet. */
  #focused: { readonly lane: string; readonly at: Seconds | null } | null = null;

  /** @param host updates whenever `reading` may be another. */
  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** What is taken out of the document is not told that pointer and focus are gone. */
  hostDisconnected(): void {
    this.#pointed = null;
    this.blur();
  }

  /** What is read; `null`: the present. */
  get reading(): Reading | null {
    return this.#pointed ?? this.#chosen;
  }

  /** The time in `lane` that ears are told of: at the focus the present is told once, as it was then, not at each result. */
  heardIn(lane: string): Seconds | null {
    return [this.reading, this.#focused].find((reading) => reading?.lane === lane)?.at ?? null;
  }

  /** The first result has come to `lane`, about `at`: ears that waited there are told of it, and not of each that follows. */
  hear(lane: string, at: Seconds): void {
    if (this.#focused?.lane === lane) this.#focused = { lane, at: this.#focused.at ?? at };
  }

  /** `lane` begins anew: what was read there is gone, and ears wait for its first result. */
  beginAnew(lane: string): void {
    if (this.reading?.lane === lane) this.choose(null);
    if (this.#focused?.lane === lane) this.#focused = { lane, at: null };
  }

  /** What is read in another lane than these is there no more. */
  keepTo(lanes: readonly string[]): void {
    const kept = (reading: Reading | null) => (reading && lanes.includes(reading.lane) ? reading : null);
    this.#pointed = kept(this.#pointed);
    this.#chosen = kept(this.#chosen);
  }

  /** The pointer is there; `null`: it goes. */
  point(reading: Reading | null): void {
    this.#pointed = reading;
    this.#host.requestUpdate();
  }

  /** Somebody clicks or touches: that stays, in a picture that then goes on, unless keys hold it. */
  pick(reading: Reading | null): void {
    this.#chosen = reading && { ...reading, viewEnd: this.#chosen?.viewEnd ?? null };
    // A finger has gone by then.
    this.point(this.#pointed && reading);
  }

  /** Somebody goes there by keys; `null`: to the present. */
  choose(reading: Reading | null): void {
    this.#chosen = reading;
    this.point(null);
  }

  /** The focus is in `lane`, whose newest moment is `at`; `null`: it has none yet. */
  focus(lane: string, at: Seconds | null): void {
    this.#focused = { lane, at };
    this.#host.requestUpdate();
  }

  /** The focus goes: the picture goes on, what was chosen with it. */
  blur(): void {
    this.#focused = null;
    this.#chosen &&= { ...this.#chosen, viewEnd: null };
    this.#host.requestUpdate();
  }

  /** What was chosen has left the picture, which goes on and begins at `from`: it is read no more. */
  expire(from: Seconds): void {
    if (this.#chosen?.viewEnd === null && this.#chosen.at < from) this.#chosen = null;
  }
}
