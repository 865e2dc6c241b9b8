import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecisionSpec } from '../../../src/core/manifest.js';
import { chooseLabels } from '../../../src/smoothing/calibrate.js';
import { checkOverrides } from '../../../src/core/decision-spec.js';
import { decisionOf } from '../../../src/smoothing/decision.js';
import { SpeechGate } from '../../../src/smoothing/speech-gate.js';
import { VerdictMaker } from '../../../src/smoothing/verdict.js';

const DECISION: DecisionSpec = {
  temperature: 1,
  smoothing: 0.5,
  enter: 0.55,
  leave: 0.4,
  dwell: 0.8,
  uncertainBelow: 0.4,
  speechAbove: 0.5,
  minSpeechRatio: 0.375,
};
const MODEL = ['anger', 'fear', 'sadness'] as const;
const ANGER = Float32Array.of(4, 0, 0);
const FEAR = Float32Array.of(0, 4, 0);

const maker = (labels = chooseLabels(MODEL)) =>
  new VerdictMaker({ decision: DECISION, choice: labels, windowColumns: 31 });

describe('VerdictMaker', () => {
  it('says "not enough speech" until enough of the recent columns hold speech', () => {
    const verdicts = maker();
    const reasons = [1, 2, 3, 4].map(
      (column) => verdicts.next({ column, logits: ANGER, speech: [0.9] }).reason,
    );
    expect(reasons).toEqual(['not-enough-speech', 'not-enough-speech', null, null]);
  });

  it('shows the emotion that is spoken, and nothing when the speech has gone', () => {
    const verdicts = maker();
    for (let column = 1; column <= 8; column++) verdicts.next({ column, logits: ANGER, speech: [1] });
    expect(verdicts.next({ column: 9, logits: ANGER, speech: [1] })).toMatchObject({
      dominant: 'anger',
      speechRatio: 1,
      reason: null,
    });
    expect(verdicts.next({ column: 17, logits: FEAR, speech: new Array<number>(8).fill(0) })).toMatchObject({
      dominant: null,
      speechRatio: 0,
      reason: 'not-enough-speech',
    });
  });

  it('is moved by speech alone: pauses keep what was said before them', () => {
    const verdicts = maker();
    for (let column = 1; column <= 8; column++) verdicts.next({ column, logits: ANGER, speech: [1] });
    const before = [...verdicts.next({ column: 9, logits: ANGER, speech: [1] }).probabilities];
    const after = verdicts.next({ column: 11, logits: FEAR, speech: [0.1, 0.2] });
    expect([...after.probabilities]).toEqual(before);
    expect(verdicts.next({ column: 12, logits: FEAR, speech: [1] }).probabilities[1]).toBeGreaterThan(0.4);
  });

  it('counts the columns of a replay once, and lost ones as no speech', () => {
    const verdicts = maker();
    verdicts.next({ column: 2, logits: ANGER, speech: [1, 1] });
    const replayed = verdicts.next({ column: 3, logits: ANGER, speech: [1, 1, 0] });
    expect(replayed.speechRatio).toBe(2 / 8);
    expect(verdicts.next({ column: 9, logits: ANGER, speech: [1] }).speechRatio).toBe(2 / 8);
  });

  it('tells silence and gaps, whatever the speech head says', () => {
    const verdicts = maker();
    for (let column = 1; column <= 8; column++) verdicts.next({ column, logits: ANGER, speech: [1] });
    expect(verdicts.next({ column: 9, logits: ANGER, speech: [1], gap: true }).reason).toBe('gap');
    const silent = verdicts.next({
      column: 17,
      logits: ANGER,
      speech: new Array<number>(8).fill(1),
      silent: true,
    });
    expect(silent).toMatchObject({ reason: 'silence', speechRatio: 0 });
  });

  it('says "uncertain" when no emotion stands out', () => {
    const verdicts = maker();
    const flat = Float32Array.of(0.1, 0, 0.05);
    const verdict = verdicts.next({ column: 4, logits: flat, speech: [1, 1, 1, 1] });
    expect(verdict).toMatchObject({ reason: 'uncertain', dominant: null });
    expect(verdict.confidence).toBeLessThan(DECISION.uncertainBelow);
  });

  it('judges among the chosen labels alone', () => {
    const verdicts = maker(chooseLabels(MODEL, ['sadness', 'fear']));
    const verdict = verdicts.next({ column: 4, logits: Float32Array.of(9, 3, 0), speech: [1, 1, 1, 1] });
    expect(verdict.probabilities).toHaveLength(2);
    expect(verdict.dominant).toBe('fear');
  });

  it('never gives NaN, and always a sum of 1', () => {
    const logit = fc.double({ min: -1e30, max: 1e30, noNaN: true });
    const hop = fc.record({
      logits: fc.tuple(logit, logit, logit),
      speech: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
      columns: fc.integer({ min: 1, max: 60 }),
      silent: fc.boolean(),
      gap: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(hop, { maxLength: 30 }), (hops) => {
        const verdicts = maker();
        let column = 0;
        for (const { logits, columns, ...rest } of hops) {
          column += columns;
          const verdict = verdicts.next({ ...rest, column, logits: Float32Array.from(logits) });
          expect(verdict.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
          expect(verdict.confidence).toBeGreaterThanOrEqual(1 / 3 - 1e-9);
          expect(verdict.speechRatio).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('SpeechGate', () => {
  it('counts columns before the start as no speech', () => {
    const gate = new SpeechGate(DECISION);
    expect(gate.update([0.5, 0.49, 0.51])).toBe(2);
    expect(gate.ratio).toBe(2 / 8);
    expect(gate.open).toBe(false);
    gate.update([1]);
    expect(gate.open).toBe(true);
    gate.reset();
    expect(gate.ratio).toBe(0);
  });
});

describe('decisionOf', () => {
  it('lays overrides over the model', () => {
    expect(decisionOf(DECISION, { dwell: 2 })).toEqual({ ...DECISION, dwell: 2 });
  });

  it.each([
    [{ enter: 1.5 }, 'decision.enter is 1.5'],
    [{ smoothing: 0 }, 'decision.smoothing is 0'],
    [{ dwell: NaN }, 'decision.dwell is NaN'],
    [{ hold: 1 } as Partial<DecisionSpec>, 'decision.hold'],
  ])('refuses %j', (overrides, named) => {
    expect(() => checkOverrides(overrides)).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining(named) as string,
      }),
    );
  });

  it('lets the other threshold follow the one that is overridden, as far as it must', () => {
    expect(decisionOf(DECISION, { enter: 0.3 })).toMatchObject({ enter: 0.3, leave: 0.3 });
    expect(decisionOf(DECISION, { enter: 0.9 })).toMatchObject({ enter: 0.9, leave: 0.4 });
    expect(decisionOf(DECISION, { leave: 0.7 })).toMatchObject({ enter: 0.7, leave: 0.7 });
  });

  it('refuses `leave` above `enter`', () => {
    const contradiction = { enter: 0.55, leave: 0.7 };
    expect(() => decisionOf(DECISION, contradiction)).toThrow(/leave is 0.7, above decision.enter 0.55/);
  });
});
