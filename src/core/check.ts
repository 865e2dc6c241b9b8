import { EmotionError } from './errors.js';

/** `value` as an error names it: text in quotes, a number as it is, an object by its class. Never throws. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const { constructor } = value as { readonly constructor?: unknown };
  return typeof constructor === 'function' && constructor.name !== 'Object'
    ? `a ${constructor.name}`
    : 'an object';
}

/**
 * Returns `value` when it is one of `known`.
 * @throws EmotionError `invalid-argument` with the name, the value and what it may be.
 */
export function checkOneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  throw new EmotionError(
    'invalid-argument',
    `${name} is ${describeValue(value)}, not one of ${known.join(', ')}`,
  );
}

/**
 * Returns `value` when it is an object, and no list.
 * @throws EmotionError `invalid-argument` with the name and the value.
 */
export function checkObject<T extends object>(name: string, value: T): T {
  if (typeof value === 'object' && (value as T | null) !== null && !Array.isArray(value)) return value;
  throw new EmotionError('invalid-argument', `${name} is ${describeValue(value)}, not an object`);
}

/**
 * Returns `value` when it is a list.
 * @throws EmotionError `invalid-argument` with the name and the value.
 */
export function checkList<T>(name: string, value: readonly T[]): readonly T[] {
  const list: unknown = value;
  if (Array.isArray(list)) return value;
  throw new EmotionError('invalid-argument', `${name} is ${describeValue(value)}, not a list`);
}

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
    throw new EmotionError('invalid-argument', `${name} is ${describeValue(value)}, not a finite number`);
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
