import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EmotionSeries } from '../../../../src/components/timeline/series.js';
import { EMOTIONS } from '../../../../src/core/emotions.js';
import type { EmotionResult } from '../../../../src/core/result.js';
import { resultAt, resultsOf } from './results.js';

const anger = EMOTIONS.indexOf('anger');

function seriesOf(results: readonly EmotionResult[]): EmotionSeries {
  const series = new EmotionSeries();
  for (const result of results) series.push(result);
  return series;
}

describe('one by one', () => {
  it('keeps each result from the end of the one before', () => {
    const columns = seriesOf(resultsOf(8)).columnsFrom(0);
    expect(columns.length).toBe(8);
    expect(columns.read(3)).toEqual({
      start: 0.75,
      end: 1,
      kind: 'verdict',
      shown: 'anger',
      speechRatio: 0.5,
      probabilities: Float32Array.from(EMOTIONS, (emotion) =>
        emotion === 'anger' ? 0.75 : emotion === 'sadness' ? 0.25 : 0,
      ),
    });
  });

  it.each(['silence', 'not-enough-speech', 'gap'] as const)('shows no probability at %s', (reason) => {
    const columns = seriesOf(resultsOf(4, 0.25, { valid: false, reason })).columnsFrom(0);
    expect(columns.kind(2)).toBe(reason);
    expect(columns.probability(2, anger)).toBe(0);
    expect(columns.shown(2)).toBe(-1);
  });

  it('shows the probabilities of what is uncertain, and no emotion', () => {
    const columns = seriesOf(resultsOf(4, 0.25, { valid: false, reason: 'uncertain' })).columnsFrom(0);
    expect(columns.kind(2)).toBe('uncertain');
    expect(columns.probability(2, anger)).toBe(0.75);
    expect(columns.shown(2)).toBe(-1);
  });

  it('leaves a hole where no results were, whatever the pace', () => {
    for (const step of [0.25, 2]) {
      const columns = seriesOf([...resultsOf(4, step), resultAt(20 * step)]).columnsFrom(0);
      expect(columns.start(4)).toBeCloseTo(19 * step);
      expect(columns.end(3)).toBeCloseTo(4 * step);
    }
  });

  it('begins anew when time goes back', () => {
    const series = seriesOf([...resultsOf(40), resultAt(0.25)]);
    expect(series.end).toBe(0.25);
    expect(series.columnsFrom(0).length).toBe(1);
  });

  it('knows which emotions were told of', () => {
    expect(seriesOf(resultsOf(2)).emotions).toEqual(['anger', 'sadness']);
  });
});

describe('in bounded memory', () => {
  it('shows a day from end to end, and the newest minutes one by one', () => {
    const count = 12 * 3600;
    const series = seriesOf(resultsOf(count, 2));
    const whole = series.columnsFrom(series.start);
    expect(whole.length).toBeLessThanOrEqual(2048);
    expect(whole.start(0)).toBeLessThan(2);
    expect(whole.end(whole.length - 1)).toBe(2 * count);
    const detail = series.columnsFrom(series.end - 300);
    expect(detail.end(10) - detail.start(10)).toBeCloseTo(2);
  });

  it('adds rows up without losing time or probability, however many there are', () => {
    const parts = fc.array(
      fc.record({
        anger: fc.double({ min: 0, max: 1, noNaN: true }),
        reason: fc.constantFrom(undefined, 'uncertain', 'silence', 'not-enough-speech', 'gap'),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 120 }), (pattern, repeats) => {
        const results = Array.from({ length: pattern.length * repeats }, (_, index) => {
          const { anger: share, reason } = pattern[index % pattern.length] ?? { anger: 0, reason: undefined };
          const invalid = reason === undefined ? {} : { valid: false, reason };
          return resultAt((index + 1) / 4, {
            probabilities: { anger: share, sadness: 1 - share },
            ...invalid,
          });
        });
        const series = seriesOf(results);
        const columns = series.columnsFrom(0);
        let covered = 0;
        for (let index = 0; index < columns.length; index++)
          covered += columns.end(index) - columns.start(index);
        expect(covered).toBeCloseTo(results.length / 4, 3);
        const speech = results.filter(({ valid, reason }) => valid || reason === 'uncertain');
        const mean =
          speech.reduce((sum, { probabilities }) => sum + (probabilities.anger ?? 0), 0) /
          (speech.length || 1);
        expect(series.between(0, results.length)?.probabilities[anger]).toBeCloseTo(mean, 3);
      }),
      { numRuns: 40 },
    );
  });

  it('calls a long row by what takes up most of it', () => {
    const quiet = { valid: false, reason: 'silence' } as const;
    const results = resultsOf(9000).map((result, index) =>
      index % 4 === 0 ? result : { ...result, ...quiet },
    );
    const columns = seriesOf(results).columnsFrom(0);
    expect(columns.end(50) - columns.start(50)).toBeGreaterThan(1.9);
    expect(columns.kind(50)).toBe('silence');
    expect(columns.probability(50, anger)).toBeCloseTo(0.75, 5);
  });
});
