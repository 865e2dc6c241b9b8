import { describe, expect, it } from 'vitest';
import type { EmotionResult, InvalidReason } from '../../../src/core/result.js';
import { AlertWatch, type AlertRule } from '../../../src/smoothing/alert.js';

const RULE: AlertRule = { label: 'anger', on: 0.6, off: 0.4, minDurationMs: 1000, refractoryMs: 5000 };

function resultAt(tEnd: number, anger: number, reason?: InvalidReason): EmotionResult {
  return {
    ...{ tStart: 0, tEnd, probabilities: { anger, neutral: 1 - anger }, dominant: null, confidence: anger },
    ...{ speechRatio: 1, valid: reason === undefined, latencyMs: 1, backend: 'wasm', modelId: 'm' },
    ...(reason !== undefined && { reason }),
  };
}

/** Plays one value every half second; `null` is a pause. Says what was told, and when. */
function play(values: readonly (number | null)[], rule: Partial<AlertRule> = {}): [number, boolean][] {
  const watch = new AlertWatch([{ ...RULE, ...rule }]);
  return values
    .flatMap((value, index) =>
      watch.next(resultAt((index + 1) / 2, value ?? 0.9, value === null ? 'silence' : undefined)),
    )
    .map(({ at, active }) => [at, active]);
}

describe('an alert', () => {
  it('is raised when the probability has stayed up for the minimum duration, and ends below off', () => {
    expect(play([0.1, 0.7, 0.7, 0.7, 0.7, 0.3, 0.1])).toEqual([
      [2, true],
      [3, false],
    ]);
  });

  it('tells since when, and its peak', () => {
    const watch = new AlertWatch([RULE]);
    const alerts = [0.61, 0.8, 0.5, 0.2].flatMap((value, index) => watch.next(resultAt(index + 1, value)));
    expect(alerts).toEqual([
      { rule: RULE, active: true, since: 1, at: 2, peak: 0.8 },
      { rule: RULE, active: false, since: 1, at: 4, peak: 0.8 },
    ]);
  });

  it('is given up, and not told, when the probability falls before', () => {
    expect(play([0.7, 0.7, 0.3, 0.7, 0.7, 0.3])).toEqual([]);
  });

  it('does not begin between off and on, and goes on there', () => {
    expect(play([0.5, 0.5, 0.5, 0.5, 0.5])).toEqual([]);
    expect(play([0.7, 0.5, 0.5, 0.5, 0.5])).toEqual([[1.5, true]]);
  });

  it('is raised at once without a minimum duration', () => {
    expect(play([0.1, 0.6], { minDurationMs: 0 })).toEqual([[1, true]]);
  });

  it('is not raised again within the refractory time after its end', () => {
    const up = new Array<number>(4).fill(0.7);
    // Ends at 2.5 s, so nothing before 7.5 s: the probability, up again at 3 s, counts from there on.
    expect(play([...up, 0.1, ...up, ...up, ...up])).toEqual([
      [1.5, true],
      [2.5, false],
      [8.5, true],
    ]);
  });

  it('survives a pause, whose time does not count', () => {
    expect(play([0.7, null, null, null, null, 0.7])).toEqual([]);
    expect(play([0.7, 0.7, null, null, null, 0.7])).toEqual([[3, true]]);
  });

  it('ends with a pause of more than 8 s', () => {
    const pause = new Array<null>(17).fill(null);
    expect(play([0.7, 0.7, 0.7, ...pause])).toEqual([
      [1.5, true],
      [10, false],
    ]);
  });

  it('counts undecided results, whose probabilities mean something', () => {
    const watch = new AlertWatch([{ ...RULE, minDurationMs: 0 }]);
    expect(watch.next(resultAt(1, 0.7, 'uncertain')).length).toBe(1);
  });

  it('ends with its stream; the next stream begins anew', () => {
    const watch = new AlertWatch([{ ...RULE, minDurationMs: 0 }]);
    watch.next(resultAt(9, 0.7));
    expect(watch.end()).toMatchObject([{ active: false, at: 9 }]);
    expect(watch.end()).toEqual([]);
    expect(watch.next(resultAt(1, 0.7))).toMatchObject([{ active: true, since: 1 }]);
  });

  it('belongs to its rule alone', () => {
    const calm: AlertRule = { ...RULE, label: 'neutral', minDurationMs: 0 };
    const watch = new AlertWatch([{ ...RULE, minDurationMs: 0 }, calm]);
    expect(watch.next(resultAt(1, 0.7)).map(({ rule }) => rule.label)).toEqual(['anger']);
    expect(watch.next(resultAt(2, 0.2)).map(({ rule, active }) => [rule.label, active])).toEqual([
      ['anger', false],
      ['neutral', true],
    ]);
  });
});

describe('a rule that cannot be used is named', () => {
  it.each([
    [{ label: 'rage' }, /alerts\[0\].label is "rage"/],
    [{ on: 1.2 }, /alerts\[0\].on is 1.2/],
    [{ off: NaN }, /alerts\[0\].off is NaN/],
    [{ off: 0.7 }, /alerts\[0\].off is 0.7, above alerts\[0\].on 0.6/],
    [{ minDurationMs: -1 }, /alerts\[0\].minDurationMs is -1/],
    [{ refractoryMs: Infinity }, /alerts\[0\].refractoryMs is Infinity/],
  ])('%o', (wrong, message) => {
    expect(() => new AlertWatch([{ ...RULE, ...wrong } as AlertRule])).toThrow(message);
  });

  it.each([
    [null, 'alerts is null, not a list'],
    ['anger', 'alerts is "anger", not a list'],
    [[null], 'alerts[0] is null, not an object'],
    [[{ ...RULE, label: 1n }], 'alerts[0].label is 1n'],
  ])('%o in place of the rules', (wrong, message) => {
    expect(() => new AlertWatch(wrong as unknown as AlertRule[])).toThrow(message);
  });
});
