import type { Seconds } from '../../core/units.js';
import type { Columns } from './columns.js';
import type { Lane } from './timeline-template.js';

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

/** The middle of the row of `columns` that holds `time`, or that `move` leads to from there; `null` when there are no rows. */
export function snap(columns: Columns, time: Seconds, move: Move | null = null): Seconds | null {
  const last = columns.length - 1;
  if (last < 0) return null;
  const from = columns.indexAt(time);
  const to = {
    earlier: from - 1,
    later: from + 1,
    'much-earlier': from - PAGE,
    'much-later': from + PAGE,
    first: 0,
    last,
  };
  const index = Math.min(last, Math.max(0, move === null ? from : to[move]));
  return (columns.start(index) + columns.end(index)) / 2;
}

/** What is being read: a moment in a lane, and the end of the view that it holds still. */
export interface Reading {
  readonly lane: Lane['id'];
  readonly at: Seconds;
  readonly viewEnd: Seconds;
}
