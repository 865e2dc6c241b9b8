import type { Seconds } from '../../core/units.js';
import { warnOnce } from '../attributes.js';

/** How much of the time is shown: the newest so many seconds, or all. */
export type TimelineSpan = Seconds | 'all';

const LEAST: Seconds = 10;
const MOST: Seconds = 86_400;
const DEFAULT: Seconds = 120;

/** The span that an attribute's `text` means; what cannot be used warns once and means the default. */
export function spanOf(text: string | null): TimelineSpan {
  if (text === null || text === 'all') return text ?? DEFAULT;
  const span = text.trim() === '' ? NaN : Number(text);
  if (span >= LEAST && span <= MOST) return span;
  const help = `"all", or seconds from ${LEAST} to ${MOST}; ${DEFAULT} is used`;
  warnOnce('span', text, help);
  return DEFAULT;
}
