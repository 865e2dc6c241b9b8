import { describe, expect, it } from 'vitest';
import { deriveSeed, seededRandom } from '../../../../src/core/random.js';
import { randomPoint, type Point, type Space } from '../../../../src/train/tune/space.js';
import { suggest, type Trial } from '../../../../src/train/tune/tpe.js';

const SPACE: Space = {
  optimiser: { kind: 'choice', options: ['adagrad', 'adam', 'rmsprop', 'sgd'] },
  rate: { kind: 'log-uniform', low: 1e-5, high: 1e-2 },
  batch: { kind: 'choice', options: [8, 16, 32] },
  penalty: { kind: 'uniform', low: 0, high: 1e-4 },
};

/** Greatest, 0, for adam at a rate of 1e-3 in batches of 16 with a penalty of 2e-5. */
function hill({ optimiser, rate, batch, penalty }: Point): number {
  return -(
    (Math.log10(Number(rate)) + 3) ** 2 +
    (optimiser === 'adam' ? 0 : 0.5) +
    (batch === 16 ? 0 : 0.2) +
    ((Number(penalty) - 2e-5) / 4e-5) ** 2
  );
}

function search(trials: number, next: (found: readonly Trial[], number: number) => Point): number {
  const found: Trial[] = [];
  for (let number = 0; number < trials; number++) {
    const point = next(found, number);
    found.push({ point, score: hill(point) });
  }
  return Math.max(...found.map(({ score }) => score));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const SEEDS = Array.from({ length: 30 }, (_, seed) => seed);

describe('the Parzen estimator', () => {
  it('finds the top of a known hill better than chance, on average over seeds', () => {
    const random = SEEDS.map((seed) => {
      const draws = seededRandom(deriveSeed(seed, 1));
      return search(40, () => randomPoint(SPACE, draws));
    });
    const guided = SEEDS.map((seed) =>
      search(40, (found, number) => suggest(SPACE, found, seededRandom(deriveSeed(seed, number)))),
    );
    expect(mean(guided)).toBeGreaterThan(0.6 * mean(random));
    const wins = SEEDS.filter((seed) => (guided[seed] ?? 0) > (random[seed] ?? 0)).length;
    expect(wins).toBeGreaterThan(20);
  });

  it('stays within the space, and is chance at first', () => {
    const found: Trial[] = [];
    for (let number = 0; number < 60; number++) {
      const point = suggest(SPACE, found, seededRandom(number));
      if (number < 10) expect(point).toEqual(randomPoint(SPACE, seededRandom(number)));
      const { rate, penalty, optimiser, batch } = point as Record<string, number>;
      expect(rate).toBeGreaterThanOrEqual(1e-5);
      expect(rate).toBeLessThanOrEqual(1e-2);
      expect(penalty).toBeGreaterThanOrEqual(0);
      expect(penalty).toBeLessThanOrEqual(1e-4);
      expect(['adagrad', 'adam', 'rmsprop', 'sgd']).toContain(optimiser);
      expect([8, 16, 32]).toContain(batch);
      // The very edge must not blow a density up.
      found.push({ point: number % 3 === 0 ? { ...point, penalty: 0 } : point, score: hill(point) });
    }
  });

  it('suggests the same for the same trials and seed', () => {
    const trials = Array.from({ length: 15 }, (_, seed) => {
      const point = randomPoint(SPACE, seededRandom(seed));
      return { point, score: hill(point) };
    });
    expect(suggest(SPACE, trials, seededRandom(7))).toEqual(suggest(SPACE, trials, seededRandom(7)));
  });
});
