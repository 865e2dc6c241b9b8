import type { Seconds } from '../../core/units.js';

/** A stretch of time laid out over a width, mirrored where writing runs from right to left. */
export interface TimeScale {
  readonly from: Seconds;
  readonly to: Seconds;
  /** In pixels, of whichever kind. */
  readonly width: number;
  readonly rtl: boolean;
}

/** What part of a recording is looked at. */
export interface ViewChoice {
  /** How much of it; `'all'`: from its beginning. */
  readonly span: Seconds | 'all';
  /** Where the recording begins and ends. */
  readonly start: Seconds;
  readonly end: Seconds;
  /** Right end of the view; `null` follows the recording. */
  readonly at: Seconds | null;
}

/** The least that is laid out, so that the first seconds do not race. */
const LEAST_SPAN: Seconds = 10;

/** The stretch that `choice` shows: `span` long, or what there is, and never beyond the recording where it is long enough. */
export function viewOf({ span, start, end, at }: ViewChoice): {
  readonly from: Seconds;
  readonly to: Seconds;
} {
  if (span === 'all') return { from: start, to: Math.max(end, start + LEAST_SPAN) };
  const to = Math.max(Math.min(at ?? end, end), start + span);
  return { from: to - span, to };
}

/** Place of `time` on `scale`, in pixels from the left; not clamped. */
export function placeOf(time: Seconds, { from, to, width, rtl }: TimeScale): number {
  const place = ((time - from) / (to - from)) * width;
  return rtl ? width - place : place;
}

/** The time at `place`, clamped to the scale. */
export function timeAt(place: number, { from, to, width, rtl }: TimeScale): Seconds {
  const share = Math.min(1, Math.max(0, place / width));
  return from + (rtl ? 1 - share : share) * (to - from);
}

const STEPS: readonly Seconds[] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** A round step that cuts `span` into at most `most` parts. */
export function roundStep(span: Seconds, most: number): Seconds {
  return STEPS.find((step) => span / step <= most) ?? 3600 * Math.ceil(span / most / 3600);
}

/** Round times within `scale`, at least `apart` pixels from each other. */
export function ticksOf({ from, to, width }: TimeScale, apart: number): readonly Seconds[] {
  const step = roundStep(to - from, Math.max(1, width / apart));
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, n) => (first + n) * step);
}

/** "1:05", "1:01:05"; with `tenths` "1:05.2", or "1:05,2" where `lang` (BCP 47) writes them so. */
export function formatTime(time: Seconds, { tenths = false, lang = 'en' } = {}): string {
  const units = tenths ? 10 : 1;
  const whole = Math.floor(Math.max(0, time) * units + 1e-6);
  const seconds = Math.floor(whole / units);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  const text = shown
    .map((part, place) => (place === 0 ? String(part) : String(part).padStart(2, '0')))
    .join(':');
  if (!tenths) return text;
  const [, separator = '.'] = new Intl.NumberFormat(lang).format(0.5);
  return `${text}${separator}${whole % 10}`;
}
