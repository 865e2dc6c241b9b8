import { checkInteger } from '../core/check.js';

/**
 * Checks that a ring holds everything from `from` up to, not including, `to`.
 * @throws EmotionError `invalid-argument` naming the bound that lies outside.
 */
export function checkSpan(
  from: number,
  to: number,
  held: { readonly start: number; readonly end: number },
): void {
  checkInteger('from', from, { min: held.start, max: held.end });
  checkInteger('to', to, { min: from, max: held.end });
}
