/**
 * Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kegl, "Algorithms for hyper-parameter optimization", NIPS 2011, section 4),
 * each dimension on its own: points are drawn from a density of the best trials, and the one is taken that is likeliest among them compared
 * with a density of the others.
 * @module
 */
import { normal, type Random } from '../../core/random.js';
import { fromLine, randomPoint, toLine, type Dimension, type Point, type Space } from './space.js';

/** A point that was tried and how well it did: greater is better. */
export interface Trial {
  readonly point: Point;
  readonly score: number;
}

/** Trials before the first that is more than chance. */
const START = 10;
/** Share of the trials that count as the best. */
const BEST = 0.15;
/** Draws of a number; a choice is drawn once, since the likeliest of many draws would never be another one than before. */
const CANDIDATES = 24;

/** The next point to try. */
export function suggest(space: Space, trials: readonly Trial[], random: Random): Point {
  if (trials.length < START) return randomPoint(space, random);
  const sorted = [...trials].sort((a, b) => b.score - a.score);
  const count = Math.ceil(BEST * sorted.length);
  const values = (name: string, from: readonly Trial[]): (string | number)[] =>
    from.flatMap(({ point }) => point[name] ?? []);
  return Object.fromEntries(
    Object.entries(space).map(([name, dimension]) => {
      const best = densityOf(dimension, values(name, sorted.slice(0, count)));
      const others = densityOf(dimension, values(name, sorted.slice(count)));
      const drawn = Array.from({ length: dimension.kind === 'choice' ? 1 : CANDIDATES }, () =>
        best.draw(random),
      );
      const gains = drawn.map((value) => best.at(value) / others.at(value));
      return [name, drawn[gains.indexOf(Math.max(...gains))] ?? ''];
    }),
  );
}

/** A density over one dimension. */
interface Density {
  draw(random: Random): string | number;
  /** Up to a factor that is the same for all densities of the dimension. */
  at(value: string | number): number;
}

function densityOf(dimension: Dimension, values: readonly (string | number)[]): Density {
  return dimension.kind === 'choice'
    ? choiceDensity(dimension.options, values)
    : parzenDensity(dimension, values as readonly number[]);
}

/** How often each option was taken, with one more for every option, shared out: none is ever impossible. */
function choiceDensity(options: readonly (string | number)[], values: readonly (string | number)[]): Density {
  const weights = options.map(
    (option) => values.filter((value) => value === option).length + 1 / options.length,
  );
  const total = values.length + 1;
  return {
    at: (value) => (weights[options.indexOf(value)] ?? 0) / total,
    draw(random) {
      let left = random() * total;
      return options.find((_, k) => (left -= weights[k] ?? 0) < 0) ?? options[0] ?? '';
    },
  };
}

/** A bell over each value, as wide as the gap to its farther neighbour, and one over the whole interval for what nobody has tried. */
function parzenDensity(
  dimension: Exclude<Dimension, { kind: 'choice' }>,
  values: readonly number[],
): Density {
  const low = toLine(dimension, dimension.low);
  const high = toLine(dimension, dimension.high);
  const range = high - low;
  const centres = values.map((value) => toLine(dimension, value)).sort((a, b) => a - b);
  const narrowest = range / Math.min(100, centres.length + 2);
  const bells = [
    { centre: (low + high) / 2, width: range },
    ...centres.map((centre, k) => {
      const gap = Math.max(centre - (centres[k - 1] ?? low), (centres[k + 1] ?? high) - centre);
      return { centre, width: Math.min(range, Math.max(gap, narrowest)) };
    }),
  ];
  return {
    at: (value) => {
      const place = toLine(dimension, value as number);
      return bells.reduce(
        (sum, { centre, width }) => sum + Math.exp(-0.5 * ((place - centre) / width) ** 2) / width,
        0,
      );
    },
    draw(random) {
      for (;;) {
        const bell = bells[Math.floor(random() * bells.length)];
        if (bell === undefined) throw new RangeError('no bell');
        const place = bell.centre + bell.width * normal(random);
        if (place >= low && place <= high) return fromLine(dimension, place);
      }
    },
  };
}
