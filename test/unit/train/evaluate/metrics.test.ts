import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bootstrap,
  calibrationError,
  confusionOf,
  macroF1,
  quantile,
  recalls,
  uar,
  war,
  type Judgement,
} from '../../../../src/train/evaluate/metrics.js';
import { predictionsCsv } from '../../../../src/train/evaluate/figures.js';

/** Two classes, 8 and 2 clips: 6 of the first and 1 of the second are right. */
const CONFUSION = [
  [6, 2],
  [1, 1],
];

describe('metrics', () => {
  it('are what their definitions say', () => {
    expect(uar(CONFUSION)).toBeCloseTo((6 / 8 + 1 / 2) / 2);
    expect(war(CONFUSION)).toBeCloseTo(7 / 10);
    expect(macroF1(CONFUSION)).toBeCloseTo((12 / 15 + 2 / 5) / 2);
  });

  it('leave classes without clips out of the mean', () => {
    const confusion = [
      [3, 1, 0],
      [0, 0, 0],
      [1, 0, 1],
    ];
    expect(recalls(confusion)).toEqual([3 / 4, null, 1 / 2]);
    expect(uar(confusion)).toBeCloseTo(5 / 8);
  });

  it('count every judgement once', () => {
    const judgement = fc.record({ truth: fc.nat(3), guess: fc.nat(3), speaker: fc.constantFrom('a', 'b') });
    fc.assert(
      fc.property(fc.array(judgement), (judgements) => {
        expect(
          confusionOf(judgements, 4)
            .flat()
            .reduce((sum, n) => sum + n, 0),
        ).toBe(judgements.length);
      }),
    );
  });

  it('give intervals that hold the value, and say when there are too few speakers', () => {
    const judged = (speakers: number): Judgement[] =>
      Array.from({ length: 60 }, (_, i) => ({
        truth: i % 2,
        guess: i % 3 === 0 ? 0 : i % 2,
        speaker: String(i % speakers),
        clip: String(i),
      }));
    const many = bootstrap(judged(6), { classes: 2, measure: uar, seed: 1 });
    expect(many.method).toBe('bootstrap over 6 speakers');
    const value = uar(confusionOf(judged(6), 2));
    expect(many.low).toBeLessThanOrEqual(value);
    expect(many.high).toBeGreaterThanOrEqual(value);
    expect(bootstrap(judged(2), { classes: 2, measure: uar, seed: 1 }).method).toMatch(
      /clips of 2 speakers: it says nothing about others/,
    );
  });

  it.each([2, 6])('give three networks of one mind the interval of one, with %d speakers', (speakers) => {
    const one = Array.from({ length: 60 }, (_, i) => ({
      ...{ truth: i % 2, guess: i % 3 === 0 ? 0 : i % 2, speaker: String(i % speakers), clip: String(i) },
    }));
    const options = { classes: 2, measure: uar, seed: 1 };
    expect(bootstrap([...one, ...one, ...one], options)).toEqual(bootstrap(one, options));
  });

  it('measure calibration: sure and wrong half of the time is half off', () => {
    const answers = [true, false, true, false].map((right) => ({ confidence: 1, right }));
    expect(calibrationError(answers)).toBeCloseTo(0.5);
    expect(quantile([3, 1, 2, 4], 0.5)).toBe(3);
  });
});

describe('predictions of the streaming network', () => {
  it('have as many cells as headings, whatever a corpus calls its speakers and clips', () => {
    const own = { corpus: 'mine', path: '', sex: 'female', emotion: 'anger' } as const;
    const clip = { ...own, name: 'a,b', speaker: 'Smith, "Anna"' };
    const text = predictionsCsv([{ clip, guess: 'fear', probabilities: [0.25, 0.75] }], ['anger', 'fear']);
    expect(text).toBe(
      'corpus,clip,speaker,emotion,guess,anger,fear\nmine,"a,b","Smith, ""Anna""",anger,fear,0.2500,0.7500\n',
    );
  });
});
