import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hysteresis } from '../../../src/smoothing/hysteresis.js';

const OPTIONS = { enter: 0.55, leave: 0.4, dwell: 0.8 };
const STEP = 0.256;
const two = (first: number) => Float64Array.of(first, 1 - first);
const score = fc.double({ min: 0, max: 1, noNaN: true });

describe('Hysteresis', () => {
  it('shows a class when it reaches `enter`, and gives it up below `leave`', () => {
    const shown = new Hysteresis({ ...OPTIONS, dwell: 0 });
    const walk = [0.5, 0.549, 0.55, 0.45, 0.46, 0.4].map((p) =>
      shown.update(Float64Array.of(p, 0.1, 0.1), STEP),
    );
    expect(walk).toEqual([null, null, 0, 0, 0, 0]);
    expect(shown.update(Float64Array.of(0.39, 0.3, 0.3), STEP)).toBeNull();
  });

  it('yields to a class that reaches `enter`', () => {
    const shown = new Hysteresis({ ...OPTIONS, dwell: 0 });
    shown.update(two(0.8), STEP);
    expect(shown.update(two(0.45), STEP)).toBe(1);
  });

  it('never changes while the probabilities stay inside the band', () => {
    const inside = fc.double({ min: OPTIONS.leave, max: OPTIONS.enter - 1e-9, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(0.9, 0.1, 0.5), fc.array(inside), (start, walk) => {
        const shown = new Hysteresis({ ...OPTIONS, dwell: 0 });
        const first = shown.update(two(start), STEP);
        // Both classes inside the band: 1 - p lies in (0.45, 0.6]; cut to the part below `enter`.
        for (const p of walk.filter((value) => 1 - value < OPTIONS.enter))
          expect(shown.update(two(p), STEP)).toBe(first);
      }),
    );
  });

  it('holds one of two classes that are both at `enter` or above, when `enter` is low', () => {
    const shown = new Hysteresis({ enter: 0.3, leave: 0.2, dwell: 0 });
    const walk = [0.52, 0.48, 0.52, 0.48].map((p) => shown.update(two(p), STEP));
    expect(walk).toEqual([0, 0, 0, 0]);
  });

  it('keeps whatever it shows for the dwell time, also when there is nothing left to judge', () => {
    const step = fc.record({ p: fc.option(score), elapsed: fc.double({ min: 0.01, max: 0.6, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (walk) => {
        const shown = new Hysteresis(OPTIONS);
        let held = 0;
        for (const { p, elapsed } of walk) {
          const before = shown.shown;
          const after = shown.update(p === null ? null : two(p), elapsed);
          held += elapsed;
          if (after !== before && before !== null) expect(held).toBeGreaterThanOrEqual(OPTIONS.dwell - 1e-9);
          if (after !== before) held = 0;
        }
      }),
    );
  });

  it('gives up what it shows when there is nothing to judge', () => {
    const shown = new Hysteresis(OPTIONS);
    shown.update(two(0.9), STEP);
    expect([1, 2, 3, 4].map(() => shown.update(null, STEP))).toEqual([0, 0, 0, null]);
  });

  it('shows nothing after a reset', () => {
    const shown = new Hysteresis(OPTIONS);
    shown.update(two(0.9), STEP);
    shown.reset();
    expect(shown.shown).toBeNull();
  });
});
