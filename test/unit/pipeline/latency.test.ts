import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RollingLatency } from '../../../src/pipeline/latency.js';
import { last } from './fakes.js';

describe('RollingLatency', () => {
  it('knows nothing before the first measurement', () => {
    const latency = new RollingLatency();
    expect([latency.median, latency.p95]).toEqual([null, null]);
  });

  it('gives median and 95th percentile by nearest rank', () => {
    const latency = new RollingLatency(100);
    for (let ms = 100; ms >= 1; ms--) latency.add(ms);
    expect([latency.median, latency.p95]).toEqual([50, 95]);
  });

  it('remembers the newest measurements alone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1, max: 20 }),
        (measured, size) => {
          const latency = new RollingLatency(size);
          for (const ms of measured) latency.add(ms);
          const recent = measured.slice(-size).sort((a, b) => a - b);
          expect(latency.quantile(1)).toBe(last(recent));
          expect(latency.quantile(0)).toBe(recent[0]);
          expect(latency.median).toBe(recent[Math.ceil(recent.length / 2) - 1]);
        },
      ),
    );
  });

  it('refuses to remember nothing', () => {
    expect(() => new RollingLatency(0)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
