import { describe, expect, it } from 'vitest';
import type { EmotionResult } from '../../../src/core/result.js';
import { ClipMean } from '../../../src/pipeline/clip-mean.js';

/** The answer to results of which each knows the sound from `tStart` to `tEnd`. */
function answerTo(
  results: readonly (Pick<EmotionResult, 'tStart' | 'tEnd'> & Partial<EmotionResult> & { anger: number })[],
) {
  const mean = new ClipMean(['anger', 'neutral'], 0.5);
  for (const { anger, ...result } of results)
    mean.add({
      ...{
        dominant: null,
        confidence: 1,
        speechRatio: 1,
        valid: true,
        latencyMs: 0,
        backend: 'cpu',
        modelId: 'a',
      },
      ...{ probabilities: { anger, neutral: 1 - anger } },
      ...result,
    });
  return mean.summary(10);
}

describe('the answer for a whole recording', () => {
  it('is that of the results that heard most of it', () => {
    const { probabilities, dominant } = answerTo([
      { tStart: 0, tEnd: 1, anger: 1 },
      { tStart: 0, tEnd: 2, anger: 1 },
      { tStart: 0, tEnd: 3, anger: 0 },
      { tStart: 0, tEnd: 4, anger: 0 },
    ]);
    expect(probabilities.anger).toBeCloseTo(3 / 10, 10);
    expect(dominant).toBe('neutral');
  });

  it('is their plain mean where each hears a full window of speech, and less of those that hear pauses', () => {
    const full = [8, 9, 10, 11].map((tEnd) => ({ tStart: tEnd - 8, tEnd }));
    const anger = [1, 0, 0, 1];
    const mean = (ratios: readonly number[]) =>
      answerTo(full.map((window, at) => ({ ...window, anger: anger[at] ?? 0, speechRatio: ratios[at] ?? 1 })))
        .probabilities.anger;
    expect(mean([1, 1, 1, 1])).toBeCloseTo(0.5, 10);
    expect(mean([0.5, 1, 1, 0.5])).toBeCloseTo(1 / 3, 10);
  });

  it('is never a number that is none', () => {
    expect(answerTo([{ tStart: 0, tEnd: 0, speechRatio: 0, anger: 1 }]).probabilities).toEqual({
      anger: 1,
      neutral: 0,
    });
    expect(answerTo([]).probabilities).toEqual({ anger: 0.5, neutral: 0.5 });
    expect(answerTo([{ tStart: 0, tEnd: 4, reason: 'silence', anger: 1 }])).toMatchObject({
      valid: false,
      reason: 'silence',
    });
  });
});
