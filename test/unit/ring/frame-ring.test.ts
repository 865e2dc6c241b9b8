import { describe, expect, it } from 'vitest';
import { FrameRing } from '../../../src/ring/frame-ring.js';

/** Rows of three whose values are their frame's index. */
const rows = (from: number, count: number): Float32Array =>
  Float32Array.from({ length: 3 * count }, (_, n) => from + Math.floor(n / 3));

const invalid = expect.objectContaining({ code: 'invalid-argument' }) as Error;

describe('FrameRing', () => {
  it('holds the newest frames by their absolute index', () => {
    const ring = new FrameRing({ width: 3, capacity: 5 });
    expect([ring.start, ring.end]).toEqual([0, 0]);
    ring.append(rows(0, 4));
    expect([ring.start, ring.end]).toEqual([0, 4]);
    ring.append(rows(4, 3));
    expect([ring.start, ring.end]).toEqual([2, 7]);
    expect(ring.copy(2, 7)).toEqual(rows(2, 5));
    expect(ring.copy(3, 6)).toEqual(rows(3, 3));
    ring.append(rows(7, 20));
    expect(ring.copy(22, 27)).toEqual(rows(22, 5));
    ring.append(new Float32Array(0));
    expect(ring.end).toBe(27);
  });

  it('gives copies', () => {
    const ring = new FrameRing({ width: 3, capacity: 5 });
    ring.append(rows(0, 1));
    ring.copy(0, 1).fill(9);
    expect(ring.copy(0, 1)).toEqual(rows(0, 1));
  });

  it('refuses parts of frames, spans that it does not hold, and shapes that are none', () => {
    const ring = new FrameRing({ width: 3, capacity: 5 });
    expect(() => {
      ring.append(new Float32Array(4));
    }).toThrow(invalid);
    ring.append(rows(0, 7));
    expect(() => ring.copy(1, 3)).toThrow(invalid);
    expect(() => ring.copy(3, 8)).toThrow(invalid);
    expect(() => new FrameRing({ width: 0, capacity: 5 })).toThrow(invalid);
    expect(() => new FrameRing({ width: 3, capacity: 0 })).toThrow(invalid);
  });
});
