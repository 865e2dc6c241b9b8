import type { Seconds } from '../../core/units.js';
import { missingMoment, type Moment } from './columns.js';
import { momentAt } from './reader.js';
import type { EmotionSeries } from './series.js';
import { roundStep } from './time-scale.js';

/** One row of the table: a stretch between two round times. */
export interface TableRow {
  readonly from: Seconds;
  readonly to: Seconds;
  readonly moment: Moment;
}

/** Rows at most. */
const MOST_ROWS = 24;

/**
 * The stretch from `from` to `to` in at most 25 rows that begin at round times: as time goes on, only the last row changes.
 * Stretches within the recording of which results tell less than the half say that there is none.
 */
export function tableRows(series: EmotionSeries, from: Seconds, to: Seconds): readonly TableRow[] {
  const step = roundStep(to - from, MOST_ROWS);
  const rows: TableRow[] = [];
  for (let start = Math.floor(from / step) * step; start < Math.min(to, series.end); start += step) {
    const end = start + step;
    if (end <= series.start) continue;
    rows.push({ from: start, to: end, moment: momentIn(series, start, end) });
  }
  return rows;
}

/** What results tell of a stretch. Where each of them tells of a longer one, it is what they tell of its middle. */
function momentIn(series: EmotionSeries, start: Seconds, end: Seconds): Moment {
  const moment = series.between(start, end) ?? momentAt(series.columnsFrom(start), (start + end) / 2);
  const recorded = Math.min(end, series.end) - Math.max(start, series.start);
  return moment && moment.end - moment.start >= recorded / 2 ? moment : missingMoment(start, end);
}
