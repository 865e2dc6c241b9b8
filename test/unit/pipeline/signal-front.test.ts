import { describe, expect, it } from 'vitest';
import { SignalFront, type Hop, type Take } from '../../../src/pipeline/signal-front.js';
import type { SoundBlock } from '../../../src/pipeline/sound-guard.js';
import { TelemetryCounter } from '../../../src/pipeline/telemetry.js';
import { babble } from '../../support/signals.js';
import { MODEL, blocksOf, last } from './fakes.js';

const RATE = 16_000;
const SAMPLES = { mean: 0, std: 1 };
const WAVEFORM = { ...MODEL, input: { frontEnd: 'samples' as const, frames: null, samples: SAMPLES } };

/** Everything that a front end for samples makes of some blocks. */
function hear(blocks: readonly SoundBlock[], sampleRate = RATE): Hop[] {
  const telemetry = new TelemetryCounter('wasm');
  const front = new SignalFront({ sampleRate, model: WAVEFORM, telemetry });
  return blocks.flatMap((block) => front.push(block));
}

const held = ({ frames }: Take): Float32Array => frames.copy(frames.start, frames.end);

describe('a front end for samples', () => {
  it.each([RATE, 48_000])('at %d Hz takes a block longer than its ring as it takes its pieces', (rate) => {
    const sound = babble((20 * rate) / RATE);
    const [whole, pieces] = [hear(blocksOf(sound, sound.length), rate), hear(blocksOf(sound, 4096), rate)];
    expect(whole.map(({ endFrame }) => endFrame)).toEqual(pieces.map(({ endFrame }) => endFrame));
    expect(held(last(whole).take)).toEqual(held(last(pieces).take));
  });

  it('puts zeros where samples were lost, and keeps those before', () => {
    const lost = 8 * RATE - 10 * 512;
    const sound = babble(1);
    const after = babble(9);
    const hops = hear([...blocksOf(sound, 1000), ...blocksOf(after, 1000, RATE + lost)]);
    const { take, gap } = last(hops);
    expect(gap).toBe(false);
    const expected = new Float32Array(RATE + lost + after.length);
    expected.set(sound);
    expected.set(after, RATE + lost);
    const { start, end } = take.frames;
    expect(start).toBeLessThan((RATE + lost) / 512);
    expect(held(take)).toEqual(expected.subarray(start * 512, end * 512));
  });

  it('hears silence where the first samples were lost', () => {
    const first = { samples: new Float32Array(0), firstSample: 0, arrivedAt: 0 };
    const hops = hear([first, ...blocksOf(babble(2), 1000, 3000)]);
    const rows = held(last(hops).take);
    expect(rows.subarray(0, 3000).every((value) => value === 0)).toBe(true);
    expect(rows.subarray(3000, 16_000)).toEqual(babble(2).subarray(0, 13_000));
  });
});
