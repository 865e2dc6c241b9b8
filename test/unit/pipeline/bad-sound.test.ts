import { describe, expect, it } from 'vitest';
import type { EmotionResult } from '../../../src/core/result.js';
import { NetworkFeed } from '../../../src/pipeline/network-feed.js';
import { ResultMaker } from '../../../src/pipeline/result-maker.js';
import { SignalFront } from '../../../src/pipeline/signal-front.js';
import type { SoundBlock } from '../../../src/pipeline/sound-guard.js';
import { TelemetryCounter } from '../../../src/pipeline/telemetry.js';
import { babble } from '../../support/signals.js';
import { FakeInference, blocksOf, last } from './fakes.js';

const RATE = 16000;

/** The stages of the pipeline, every hop answered. */
function stages(sampleRate = RATE) {
  const inference = new FakeInference();
  const telemetry = new TelemetryCounter('wasm');
  const front = new SignalFront({ sampleRate, model: inference.model, telemetry });
  const network = new NetworkFeed(inference, telemetry);
  const results = new ResultMaker({ inference, now: () => 0 }, telemetry);
  const hear = async (blocks: readonly SoundBlock[]) => {
    const heard: EmotionResult[] = [];
    for (const block of blocks)
      for (const hop of front.push(block)) heard.push(results.next(await network.score(hop)));
    return heard;
  };
  return { hear, inference, telemetry };
}

const reasons = (results: readonly EmotionResult[]) => results.map(({ reason }) => reason ?? 'valid');

describe('a hole in the sound', () => {
  it('is filled with silence, and spoils the verdicts for about two seconds', async () => {
    const { hear, telemetry, inference } = stages();
    const before = await hear(blocksOf(babble(6), 4000));
    expect(last(before).valid).toBe(true);
    const lost = 1600;
    const after = await hear(blocksOf(babble(6), 4000, 6 * RATE + lost));
    const clear = reasons(after).indexOf('valid');
    expect(
      reasons(after)
        .slice(0, clear)
        .every((reason) => reason === 'gap'),
    ).toBe(true);
    const since = (after[clear]?.tEnd ?? 0) - (6 + lost / RATE);
    expect(since).toBeGreaterThan(2.0);
    expect(since).toBeLessThan(2.6);
    expect(after.slice(clear).every(({ valid }) => valid)).toBe(true);
    expect(telemetry.gaps).toBe(1);
    expect(inference.opened).toBe(1);
    expect(last(after).tEnd).toBeCloseTo(12.1, 0);
  });

  it('that is longer than the window begins a new take, at its own time', async () => {
    const { hear, inference } = stages();
    await hear(blocksOf(babble(3), 4000));
    const after = await hear(blocksOf(babble(3), 4000, 13 * RATE));
    expect(inference.opened).toBe(2);
    expect(inference.closed).toBe(1);
    expect(after[0]).toMatchObject({ reason: 'not-enough-speech', tStart: 13 });
    expect(after[0]?.tEnd).toBeCloseTo(13 + 0.288, 9);
    expect(last(after).valid).toBe(true);
  });

  it('that goes back in time begins a new take too', async () => {
    const { hear, inference } = stages();
    await hear(blocksOf(babble(3), 4000, 5000));
    const after = await hear(blocksOf(babble(2), 4000, 0));
    expect(inference.opened).toBe(2);
    expect(after[0]?.tStart).toBeCloseTo(3, 9);
  });

  it('is none at the start: a stream begins at any index', async () => {
    const { hear, telemetry } = stages();
    const results = await hear(blocksOf(babble(3), 4000, 123_456));
    expect(telemetry.gaps).toBe(0);
    expect(results[0]?.tStart).toBe(0);
  });
});

describe('bad samples', () => {
  it('digital silence is no speech and no emotion, at once and after speech', async () => {
    const { hear } = stages();
    const silence = new Float32Array(4 * RATE);
    expect(new Set(reasons(await hear(blocksOf(silence))))).toEqual(new Set(['silence']));
    const speech = await hear(blocksOf(babble(4), 4096, 4 * RATE));
    expect(last(speech).valid).toBe(true);
    const after = await hear(blocksOf(silence, 4096, 8 * RATE));
    expect(last(after)).toMatchObject({ reason: 'silence', dominant: null, speechRatio: 0, valid: false });
  });

  it('what is no number counts as 0, and is counted', async () => {
    const { hear, telemetry } = stages(48000);
    const sound = babble(3);
    sound[100] = NaN;
    sound[5000] = Infinity;
    sound.fill(NaN, 20_000, 20_500);
    const [first, ...rest] = blocksOf(sound, 4800);
    const results = await hear(first === undefined ? [] : [{ ...first, repaired: 3 }, ...rest]);
    expect(telemetry.repaired).toBe(502 + 3);
    expect(sound[100]).toBeNaN();
    for (const { probabilities } of results)
      expect(Object.values(probabilities).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
  });

  it('clipping is counted', async () => {
    const { hear, telemetry } = stages();
    const sound = babble(1).map((sample) => Math.max(-1, Math.min(1, 20 * sample)));
    await hear(blocksOf(sound));
    expect(telemetry.clipped).toBe(sound.filter((sample) => Math.abs(sample) >= 1).length);
    expect(telemetry.clipped).toBeGreaterThan(100);
  });

  it('a rate that cannot be resampled is refused', () => {
    expect(() => stages(4000)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
