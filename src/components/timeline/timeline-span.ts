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

/** Whether people may choose it anyway. */
export const isUsual = (span: TimelineSpan): boolean => USUAL.includes(span);

const USUAL: readonly TimelineSpan[] = [30, 120, 600, 'all'];

/** What people may choose, with a span of the page's own, in order of length. */
export function spanChoices(own: TimelineSpan): readonly TimelineSpan[] {
  if (isUsual(own)) return USUAL;
  const length = (span: TimelineSpan): number => (span === 'all' ? Infinity : span);
  return [own, ...USUAL].sort((a, b) => length(a) - length(b));
}
