import { describe, expect, it } from 'vitest';
import type { Emotion } from '../../../../src/core/emotions.js';
import { below, normal, seededRandom } from '../../../../src/core/random.js';
import { fitDecision, START } from '../../../../src/train/evaluate/fit-decision.js';
import { judgeStreams, type ScoredStream } from '../../../../src/train/evaluate/test-streams.js';

const LABELS: readonly Emotion[] = ['anger', 'neutral', 'sadness'];
const WINDOW_COLUMNS = 31;

/** Segments of 20 columns, each in one emotion; the network favours the right class by `margin`, in noise of `spread`. */
function scored(seed: number, { margin, spread }: { margin: number; spread: number }): ScoredStream {
  const random = seededRandom(seed);
  const truths = Array.from({ length: 10 }, () => below(random, LABELS.length)).flatMap((truth) =>
    new Array<number>(20).fill(truth),
  );
  return {
    emotion: Int32Array.from(truths),
    weight: new Float32Array(truths.length).fill(1),
    speech: new Int32Array(truths.length).fill(1),
    scores: truths.map((truth) => ({
      logits: Float32Array.from(LABELS, (_, k) => (k === truth ? margin : 0) + spread * normal(random)),
      speech: 0.9,
    })),
  };
}

const options = { labels: LABELS, windowColumns: WINDOW_COLUMNS };

describe('streams with a decision', () => {
  it('show the right emotion soon when the network is right', () => {
    const figures = judgeStreams([scored(1, { margin: 8, spread: 0 })], { ...options, decision: START });
    expect(figures.shownRight).toBeGreaterThan(0.85);
    expect(figures.timeToDetectMedian).toBeLessThan(1.5);
    expect(figures.shownRight + figures.shownWrong).toBeLessThanOrEqual(1);
  });

  it('miss every change when nothing is ever shown, and say so by the length of the segments', () => {
    const figures = judgeStreams([scored(2, { margin: 0, spread: 0 })], { ...options, decision: START });
    expect(figures).toMatchObject({ shownRight: 0, shownWrong: 0, switchesPerMinute: 0 });
    expect(figures.timeToDetectMedian).toBeGreaterThanOrEqual(20 * 0.256);
  });
});

describe('a fitted decision', () => {
  it('cools a network that is too sure of itself, and refuses a seventh of the columns', () => {
    const streams = [1, 2, 3, 4].map((seed) => scored(seed, { margin: 6, spread: 6 }));
    const { decision, figures } = fitDecision(streams, { labels: LABELS, windowColumns: WINDOW_COLUMNS });
    expect(decision.temperature).toBeGreaterThan(2);
    expect(figures.calibrationErrorAfter).toBeLessThan(figures.calibrationErrorBefore);
    expect(figures.coverage).toBeGreaterThan(0.8);
    expect(figures.coverage).toBeLessThan(0.9);
    expect(decision.leave).toBeLessThan(decision.enter);
  });

  it('is refused where no emotion lasts a second, as there is nothing to fit on', () => {
    const short = scored(8, { margin: 6, spread: 6 });
    const cases: ScoredStream[][] = [[], [{ ...short, weight: short.weight.map(() => 0.9) }]];
    for (const streams of cases)
      expect(() => fitDecision(streams, options)).toThrow(
        `no emotion lasts a second in ${streams.length} scripted streams`,
      );
  });

  it('has a risk in numbers where rounding makes every answer uncertain', () => {
    const truths = Array.from({ length: 60 }, (_, at) => (at % 20 < 10 ? 0 : 1 + (at % 2)));
    const column = { logits: Float32Array.of(0.9, 0, 0), speech: 0.9 };
    const stream: ScoredStream = {
      emotion: Int32Array.from(truths),
      weight: new Float32Array(truths.length).fill(1),
      speech: new Int32Array(truths.length).fill(1),
      scores: truths.map(() => column),
    };
    expect(fitDecision([stream], options).figures).toMatchObject({ coverage: 0, selectiveRisk: 0 });
  });

  it('shows no more wrong than the start that it was fitted from', () => {
    const streams = [5, 6, 7].map((seed) => scored(seed, { margin: 2, spread: 2 }));
    const { decision } = fitDecision(streams, { labels: LABELS, windowColumns: WINDOW_COLUMNS });
    const gain = (spec: typeof decision): number => {
      const { shownRight, shownWrong } = judgeStreams(streams, { ...options, decision: spec });
      return shownRight - shownWrong;
    };
    expect(gain(decision)).toBeGreaterThanOrEqual(
      gain({ ...START, temperature: decision.temperature, uncertainBelow: decision.uncertainBelow }),
    );
  });
});
