import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleRing } from '../../../src/ring/sample-ring.js';

/** Samples that say their own index. */
const counted = (from: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, n) => from + n);

const refused = (name: string) =>
  expect.objectContaining({
    code: 'invalid-argument',
    message: expect.stringContaining(name) as string,
  }) as Error;

describe('SampleRing', () => {
  it('holds 8 s of 16 kHz, and the newest of more', () => {
    const ring = new SampleRing();
    ring.append(counted(0, 100_000));
    ring.append(counted(100_000, 100_000));
    expect([ring.start, ring.end]).toEqual([72_000, 200_000]);
    expect(ring.copy(72_000, 200_000)).toEqual(counted(72_000, 128_000));
  });

  it('holds the end of a block longer than itself', () => {
    const ring = new SampleRing(10);
    ring.append(counted(0, 37));
    expect(ring.copy(27, 37)).toEqual(counted(27, 10));
  });

  it('starts where its stream starts', () => {
    const ring = new SampleRing(10);
    ring.append(counted(7, 3), 7);
    expect([ring.start, ring.end]).toEqual([7, 10]);
    expect(ring.lost(7, 10)).toBe(0);
  });

  it('fills a gap with zeros and remembers it until it has left', () => {
    const ring = new SampleRing(10);
    ring.append(counted(0, 4));
    ring.append(counted(6, 3), 6);
    expect(ring.copy(2, 9)).toEqual(Float32Array.of(2, 3, 0, 0, 6, 7, 8));
    expect([ring.lost(0, 9), ring.lost(0, 5), ring.lost(5, 6), ring.lost(6, 9)]).toEqual([2, 1, 1, 0]);
    ring.append(counted(9, 6));
    expect([ring.lost(5, 15), ring.lost(-5, 20)]).toEqual([1, 1]);
    ring.append(counted(15, 1));
    expect(ring.lost(6, 16)).toBe(0);
  });

  it('starts anew after a jump as long as itself', () => {
    const ring = new SampleRing(10);
    ring.append(counted(0, 8));
    ring.append(counted(18, 2), 18);
    expect([ring.start, ring.end]).toEqual([18, 20]);
    expect(ring.copy(18, 20)).toEqual(counted(18, 2));
    expect(ring.lost(18, 20)).toBe(0);
  });

  it('refuses to go backwards', () => {
    const ring = new SampleRing(10);
    ring.append(counted(0, 4));
    expect(() => {
      ring.append(counted(3, 1), 3);
    }).toThrow(refused('firstSample is 3'));
  });

  it('refuses spans that it does not hold', () => {
    const ring = new SampleRing(10);
    ring.append(counted(0, 15));
    expect(() => ring.copy(4, 8)).toThrow(refused('from is 4'));
    expect(() => ring.copy(8, 16)).toThrow(refused('to is 16'));
    expect(() => ring.copy(8, 7)).toThrow(refused('to is 7'));
    expect(ring.copy(15, 15)).toHaveLength(0);
  });

  it.each([0, -1, 1.5, NaN])('refuses a capacity of %d', (capacity) => {
    expect(() => new SampleRing(capacity)).toThrow(refused('capacity'));
  });

  it('agrees with a list of everything, whatever comes', () => {
    const blocks = fc.array(fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 30 })));
    fc.assert(
      fc.property(blocks, (steps) => {
        const ring = new SampleRing(16);
        const everything: (number | null)[] = [];
        for (const [jump, length] of steps) {
          everything.push(...Array.from({ length: jump }, () => null));
          const first = everything.length;
          everything.push(...counted(first, length));
          ring.append(counted(first, length), first);
        }
        const held = everything.slice(ring.start);
        expect(ring.end).toBe(everything.length);
        expect(held.length).toBeLessThanOrEqual(16);
        expect([...ring.copy(ring.start, ring.end)]).toEqual(held.map((value) => value ?? 0));
        expect(ring.lost(ring.start, ring.end)).toBe(held.filter((value) => value === null).length);
      }),
    );
  });
});
