import { describe, expect, it } from 'vitest';
import { parseTuneArgs } from '../../../../src/train/tune/config-tune.js';
import { describeBest, searchedOnTest } from '../../../../src/train/tune/tune.js';

const GOOD = ['--corpus', 'emodb', '--data', 'd', '--network', '2d', '--split', 'loso', '--out', 'o'];

/** A trial that gave no network unless it has a score. */
function trialOf(number: number, score: number | null): Parameters<typeof describeBest>[0][number] {
  const point = { optimiser: 'sgd', rate: 0.01, batch: 8, l2Parameters: 1e-5, l2Activity: 0 };
  return score === null
    ? { number, point, score: 0, bestEpoch: 0, epochs: 0, diverged: 'the loss became NaN' }
    : { number, point, score, bestEpoch: 3, epochs: 4, diverged: null };
}

describe('a search', () => {
  const config = parseTuneArgs(GOOD)?.config;
  if (config === undefined) throw new Error('no command');
  const best = (scores: readonly (number | null)[]): string =>
    describeBest(
      scores.map((score, at) => trialOf(at + 1, score)),
      config,
      { validatesOnTest: true },
    );

  it('names no settings where no trial gave a network', () => {
    const text = best([null, null]);
    expect(text).toMatch(
      /^2 of 30 trials are finished; no trial gave a network:\ntrial 1: .*the loss became NaN\n/,
    );
    expect(text).not.toContain('train with');
    expect(best([])).toBe('no trial is finished');
  });

  it('takes a network that is right about nothing for better than none', () => {
    expect(best([null, 0])).toMatch(/the best is number 2\n[^]* --fixed-epoch 3$/);
  });

  it('is on one fold', () => {
    expect(() => parseTuneArgs([...GOOD, '--fold', 'a,b'])).toThrow('--fold is a,b: a search is on one fold');
    expect(parseTuneArgs([...GOOD, '--fold', 'b'])?.config.folds).toEqual(['b']);
  });

  it('tells by the name of its split whether test clips choose the epoch', () => {
    expect(searchedOnTest('paper-si')).toEqual({ validatesOnTest: true });
    expect(searchedOnTest('loso-inner')).toEqual({ validatesOnTest: false });
  });
});
