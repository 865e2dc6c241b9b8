import { describe, expect, it } from 'vitest';
import { evaluation } from '../../../../src/train/export/model-card.js';
import { weightsLicence } from '../../../../src/train/export/weights-licence.js';

const told = (confusion: readonly (readonly number[])[]): string =>
  evaluation({
    title: 'Unheard speakers',
    labels: ['anger', 'happiness', 'neutral'],
    clips: { protocol: 'loso', figures: [], confusion, recalls: {}, bySpeaker: [] },
  });

describe('the licence of weights', () => {
  it.each([
    [['CC0-1.0 (re-release by audEERING)'], 'CC-BY-4.0'],
    [['CC0-1.0', 'CC BY-NC-SA 4.0'], 'CC-BY-NC-SA-4.0'],
    [['CC BY-SA 4.0', 'CC BY 4.0'], 'CC-BY-SA-4.0'],
    [['CC BY-SA 4.0', 'CC BY-NC-SA 4.0'], 'NOASSERTION'],
    [['CC BY-NC-ND 4.0'], 'NOASSERTION'],
    [['CC0-1.0', 'not stated'], 'NOASSERTION'],
    [['CC0-1.0; CC BY-NC-ND 4.0'], 'NOASSERTION'],
    [['CC0-1.0; CC BY-NC-SA 4.0'], 'CC-BY-NC-SA-4.0'],
  ])('from corpora under %s is %s', (corpora, weights) => {
    expect(weightsLicence(corpora)).toBe(weights);
  });
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

  it('tells nothing of classes that have too few clips', () => {
    const card = told([
      [4, 0, 0],
      [3, 0, 0],
      [2, 0, 0],
    ]);
    expect(card).toContain('There are too few test clips to tell what is taken for what.');
    expect(card).not.toContain('Recall');
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
