import { uniform, type Random } from '../../core/random.js';

/** One thing to choose: a word or number out of some, or a number of an interval, evenly or by its logarithm. */
export type Dimension =
  | { readonly kind: 'choice'; readonly options: readonly (string | number)[] }
  | { readonly kind: 'uniform' | 'log-uniform'; readonly low: number; readonly high: number };

/** What is searched, by name. */
export type Space = Readonly<Record<string, Dimension>>;

/** A value for each dimension. */
export type Point = Readonly<Record<string, string | number>>;

/** A number on the line on which its dimension is even. */
export function toLine({ kind }: Exclude<Dimension, { kind: 'choice' }>, value: number): number {
  return kind === 'log-uniform' ? Math.log(value) : value;
}

/** The number at a place on that line, within the interval whatever rounding does. */
export function fromLine(dimension: Exclude<Dimension, { kind: 'choice' }>, place: number): number {
  const value = dimension.kind === 'log-uniform' ? Math.exp(place) : place;
  return Math.min(dimension.high, Math.max(dimension.low, value));
}

/** A point without any knowledge. */
export function randomPoint(space: Space, random: Random): Point {
  return Object.fromEntries(
    Object.entries(space).map(([name, dimension]) => [name, randomValue(dimension, random)]),
  );
}

function randomValue(dimension: Dimension, random: Random): string | number {
  if (dimension.kind === 'choice')
    return dimension.options[Math.floor(random() * dimension.options.length)] ?? '';
  const { low, high } = dimension;
  return fromLine(dimension, uniform(random, toLine(dimension, low), toLine(dimension, high)));
}
