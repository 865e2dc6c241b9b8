import { describe, expect, it } from 'vitest';
import { evaluation } from '../../../src/train/export/model-card.js';

const told = (confusion: readonly (readonly number[])[]): string =>
  evaluation({
    title: 'Unheard speakers',
    labels: ['anger', 'happiness', 'neutral'],
    clips: { protocol: 'loso', figures: [], confusion, recalls: {}, bySpeaker: [] },
  });

describe('a model card', () => {
  it('says which classes are often taken for which, the most frequent first', () => {
    expect(
      told([
        [17, 3, 0],
        [4, 5, 1],
        [0, 1, 9],
      ]),
    ).toContain('\nOften taken for another: happiness for anger (40.0 %), anger for happiness (15.0 %).\n');
  });

  it('says so when none is', () => {
    expect(
      told([
        [20, 2, 0],
        [0, 8, 1],
        [0, 1, 9],
      ]),
    ).toContain('\nNo class is taken for a certain other one');
  });

  it('names classes with hardly a clip', () => {
    expect(
      told([
        [2, 1, 0],
        [0, 8, 1],
        [0, 1, 9],
      ]),
    ).toMatch(/Too few test clips .*: anger \(3\)\./);
  });
});
