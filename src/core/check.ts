import { EmotionError } from './errors.js';

/** Bounds of a number, both inclusive; a missing bound is no bound. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/**
 * Returns `value` when it is a finite number within `range`.
 * @throws EmotionError `invalid-argument` with the name, the value and the bound it breaks.
 */
export function checkNumber(name: string, value: number, range: Range = {}): number {
  const { min = -Infinity, max = Infinity } = range;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new EmotionError('invalid-argument', `${name} is ${String(value)}, not a finite number`);
  if (value < min)
    throw new EmotionError('invalid-argument', `${name} is ${value}, below its least value ${min}`);
  if (value > max)
    throw new EmotionError('invalid-argument', `${name} is ${value}, above its greatest value ${max}`);
  return value;
}

/** As {@link checkNumber}, and whole. */
export function checkInteger(name: string, value: number, range: Range = {}): number {
  checkNumber(name, value, range);
  if (!Number.isInteger(value))
    throw new EmotionError('invalid-argument', `${name} is ${value}, not a whole number`);
  return value;
}

/**
 * Throws when two sizes that must agree do not.
 * @throws EmotionError `invalid-argument` with the name and both sizes.
 */
export function checkLength(name: string, actual: number, expected: number): void {
  if (actual !== expected)
    throw new EmotionError('invalid-argument', `${name} has length ${actual}, expected ${expected}`);
}
