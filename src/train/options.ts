/**
 * Reading a command line: every option is known and has a value that can be used, or there is an error that names it.
 * @module
 */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { checkInteger, checkNumber, describeValue, type Range } from '../core/check.js';
import { EmotionError } from '../core/errors.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * The values of `options` in `args`.
 * @throws EmotionError `invalid-argument` for an unknown option, a value where none belongs or a missing one.
 */
export function parseOptions<const T extends Options>(
  args: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ options: T; strict: true }>>['values'] {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    throw new EmotionError('invalid-argument', (cause as Error).message, { cause });
  }
}

/**
 * The values of `options` in `args`, and the run folders among them.
 * @throws EmotionError `invalid-argument` as {@link parseOptions}.
 */
export function parseRuns<const T extends Options>(
  args: readonly string[],
  options: T,
): {
  readonly runs: readonly string[];
  readonly values: ReturnType<typeof parseArgs<{ options: T; strict: true }>>['values'];
} {
  try {
    const parsed = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
    return { runs: parsed.positionals, values: parsed.values };
  } catch (cause) {
    throw new EmotionError('invalid-argument', (cause as Error).message, { cause });
  }
}

/** @throws EmotionError `invalid-argument` when there is no value. */
export function required(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new EmotionError('invalid-argument', `${name} is missing`);
  return value;
}

/** @throws EmotionError `invalid-argument` when `value` is none of the allowed words. */
export function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === required(name, value));
  if (found === undefined)
    throw new EmotionError(
      'invalid-argument',
      `${name} is "${value ?? ''}", not one of ${allowed.join(', ')}`,
    );
  return found;
}

/** A whole number from `min` to `max`. */
export function whole(name: string, value: string, min: number, max = Infinity): number {
  return checkInteger(name, numeric(name, value), { min, max });
}

/** A number within `range`. */
export function real(name: string, value: string, range: Range): number {
  return checkNumber(name, numeric(name, value), range);
}

/** "12, 15" -> ["12", "15"]; `null` where the option is not given. */
export function list(value: string | undefined): readonly string[] | null {
  return value === undefined ? null : value.split(',').map((part) => part.trim());
}

/**
 * `values` as they are; `null` stands for an option that is not given.
 * @throws EmotionError `invalid-argument` for a value that stands there twice.
 */
export function distinct<Values extends readonly (string | number)[] | null>(
  name: string,
  values: Values,
): Values {
  const twice = values?.find((value, at, all) => all.indexOf(value) < at);
  if (twice !== undefined)
    throw new EmotionError('invalid-argument', `${name} names ${describeValue(twice)} twice`);
  return values;
}

/** @throws EmotionError `invalid-argument` with the message of the first case that holds. */
export function refuseCases(cases: readonly (readonly [refused: boolean, message: string])[]): void {
  const [, message] = cases.find(([refused]) => refused) ?? [];
  if (message !== undefined) throw new EmotionError('invalid-argument', message);
}

/** A model's name: it becomes a folder's name and part of an address. @throws EmotionError `invalid-argument`. */
export function modelName(name: string, value: string): string {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(value))
    throw new EmotionError('invalid-argument', `${name} is "${value}", not small letters, digits and dashes`);
  return value;
}

/** An empty text is no number, though `Number` reads it as 0. @throws EmotionError `invalid-argument`. */
function numeric(name: string, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isNaN(value)) throw new EmotionError('invalid-argument', `${name} is "${text}", not a number`);
  return value;
}
