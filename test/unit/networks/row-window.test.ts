import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowWindow } from '../../../src/networks/row-window.js';

describe('the window of a network for clips', () => {
  it('holds what was heard with silence behind it, and once full the newest rows, whatever the pushes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 6 }),
        (size, pushes) => {
          const window = new RowWindow(size, Float32Array.of(-1, -2));
          const heard: number[] = [];
          for (const count of pushes) {
            const rows = Array.from({ length: 2 * count }, (_, n) => heard.length + n);
            window.push(Float32Array.from(rows));
            heard.push(...rows);
          }
          const silence = Array.from({ length: size }, () => [-1, -2]).flat();
          const newest = heard.slice(-2 * size);
          expect([...window.values]).toEqual([...newest, ...silence.slice(newest.length)]);
          expect(window.full).toBe(heard.length >= 2 * size);
        },
      ),
    );
  });
});
