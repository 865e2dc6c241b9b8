import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curvesSvg } from '../../../../src/train/report/curves.js';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const runs = fc
  .array(fc.record({ trainAccuracy: share, validationAccuracy: share }), { minLength: 1, maxLength: 60 })
  .chain((epochs) => {
    const epoch = fc.integer({ min: 1, max: epochs.length });
    return fc.record({ epochs: fc.constant(epochs), bestEpoch: epoch, heldOutEpoch: epoch });
  });

/** The base lines of the texts that `pattern` finds in a drawing. */
function heights(svg: string, pattern: RegExp): number[] {
  return [...svg.matchAll(pattern)].map(([, y]) => Number(y));
}

describe('the names in a drawing of training', () => {
  it('stand apart, wherever curves end and epochs are marked', () => {
    fc.assert(
      fc.property(runs, ({ epochs, bestEpoch, heldOutEpoch }) => {
        const history = epochs.map((log, index) => ({
          ...{ ...log, epoch: index + 1, loss: 1, validationLoss: 1, seconds: 1 },
        }));
        const environment = {} as Parameters<typeof curvesSvg>[0]['environment'];
        const svg = curvesSvg({
          ...{ history, bestEpoch, heldOutEpoch, seed: 1, fold: 'a', environment, seconds: 1 },
        });
        const [one = NaN, two = NaN] = heights(svg, /<text class="\w+Accuracy" x="[\d.]+" y="([\d.]+)"/g);
        expect(Math.abs(one - two)).toBeGreaterThan(12.9);
        const marks = heights(svg, /y="([\d.]+)">(?:best|fixed): /g);
        expect(marks).toHaveLength(bestEpoch === heldOutEpoch ? 1 : 2);
        expect(new Set(marks).size).toBe(marks.length);
      }),
    );
  });
});
