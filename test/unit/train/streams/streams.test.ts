import { describe, expect, it } from 'vitest';
import type { Emotion } from '../../../../src/core/emotions.js';
import { LOG_MEL } from '../../../../src/core/feature-spec.js';
import { seededRandom } from '../../../../src/core/random.js';
import { hertzToMel } from '../../../../src/dsp/mel.js';
import { LogMelStream } from '../../../../src/features/log-mel-stream.js';
import {
  columnTimes,
  drawStream,
  logMelAt,
  STREAM_FRAMES,
  type StreamMaterial,
} from '../../../../src/train/streams/draw-stream.js';
import { columnTargets } from '../../../../src/train/streams/column-targets.js';
import { planStream, type Voice } from '../../../../src/train/streams/stream-plan.js';
import { babble, sine } from '../../../support/signals.js';

const LABELS: readonly Emotion[] = ['anger', 'neutral'];
const byEmotion = new Map(
  LABELS.map((emotion, index): [Emotion, Voice[]] => [
    emotion,
    [{ emotion, samples: babble(1.5, index + 1) }],
  ]),
);
const material: StreamMaterial = {
  corpora: [{ speakers: [{ speaker: 'made/s', byEmotion }], allowed: Uint8Array.of(1, 1), share: 1 }],
  backgrounds: { noises: [], rooms: [] },
  labels: LABELS,
};

describe('a planned stream', () => {
  it('speaks in order, without overlap, with gaps of 0.15 to 0.9 s', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { utterances, samples } = planStream(
        seededRandom(seed),
        { byEmotion },
        {
          length: 160_000,
          sampleRate: 16_000,
        },
      );
      expect(samples).toHaveLength(160_000);
      for (const [index, { start }] of utterances.entries()) {
        const before = utterances[index - 1];
        if (before === undefined) continue;
        expect(start - before.end).toBeGreaterThanOrEqual(0.15 * 16_000 - 1);
        expect(start - before.end).toBeLessThanOrEqual(0.9 * 16_000 + 1);
      }
    }
  });
});

it('a planned stream speaks in each emotion for as long as in any other, however long its utterances are', () => {
  const lengths = { anger: 1, boredom: 4, neutral: 2 } as const;
  const uneven = new Map(
    Object.entries(lengths).map(([emotion, seconds]): [Emotion, Voice[]] => [
      emotion as Emotion,
      [{ emotion: emotion as Emotion, samples: new Float32Array(seconds * 100) }],
    ]),
  );
  const heard = new Map<Emotion, number>();
  const { utterances } = planStream(
    seededRandom(1),
    { byEmotion: uneven },
    { length: 2_000_000, sampleRate: 100 },
  );
  for (const { emotion, start, end } of utterances)
    heard.set(emotion, (heard.get(emotion) ?? 0) + end - start);
  const total = [...heard.values()].reduce((sum, time) => sum + time, 0);
  for (const emotion of uneven.keys()) expect((heard.get(emotion) ?? 0) / total).toBeCloseTo(1 / 3, 1);
});

describe('column targets', () => {
  const utterances = [
    { start: 0, end: 32_000, emotion: 'anger' },
    { start: 40_000, end: 72_000, emotion: 'neutral' },
    { start: 76_000, end: 90_000, emotion: 'neutral' },
  ] as const;
  const at = (...times: number[]) => columnTargets(utterances, { times, labels: LABELS, sampleRate: 16_000 });

  it('ask for nothing right after a change, and for the new emotion a second later', () => {
    const { emotion, weight } = at(40_001, 48_000, 56_000);
    expect([...emotion]).toEqual([1, 1, 1]);
    expect(weight[0]).toBe(0);
    expect(weight[1]).toBeCloseTo(1 / 3, 2);
    expect(weight[2]).toBe(1);
  });

  it('go on at once when the next utterance keeps the emotion', () => {
    expect(at(76_100).weight[0]).toBe(1);
  });

  it('know speech, silence, and the edges that are neither', () => {
    expect([...at(10_000, 36_000, 31_900).speech]).toEqual([1, 0, -1]);
    expect([...at(36_000).emotion]).toEqual([-1]);
  });
});

describe('a training stream', () => {
  it('has columns whose newest frames stand as far apart as its hop puts them', () => {
    const times = columnTimes(40, 461);
    expect(times).toHaveLength(31);
    expect([times[0], times.at(-1)]).toEqual([47 * 461, 287 * 461]);
  });

  it('is the same for the same seed, step and index, and another for another', () => {
    const place = { seed: 1, step: 5, index: 2 };
    const stream = drawStream(material, place);
    expect(stream.frames).toHaveLength(STREAM_FRAMES * 128);
    expect(stream.frames.every(Number.isFinite)).toBe(true);
    expect(drawStream(material, place)).toEqual(stream);
    expect(drawStream(material, { ...place, index: 3 }).frames).not.toEqual(stream.frames);
  });
});

describe('a recording played at another speed', () => {
  const loudest = (row: Float32Array) => row.indexOf(Math.max(...row));
  const bandOf = (frequency: number) =>
    Math.round((hertzToMel(frequency) / hertzToMel(LOG_MEL.maxFrequency)) * (LOG_MEL.mels + 1)) - 1;

  it.each([461, 512, 563])('with %i samples from frame to frame has its pitch moved by as much', (hop) => {
    const frames = logMelAt(hop, sine(3000, { rate: 16_000, length: 16_000 }));
    expect(loudest(frames.subarray(10 * LOG_MEL.mels, 11 * LOG_MEL.mels))).toBe(bandOf((3000 * hop) / 512));
  });

  it('has no empty bands when slowed: those above its highest frequency are as the highest', () => {
    const frames = logMelAt(461, babble(1, 3));
    const row = frames.subarray(10 * LOG_MEL.mels, 11 * LOG_MEL.mels);
    expect(new Set(row.subarray(122)).size).toBe(1);
    expect(row[121]).not.toBe(row[122]);
    expect(row[127]).toBeGreaterThan(-99);
  });

  it('has the frames of the live path at its own speed', () => {
    const samples = babble(1, 4);
    expect(logMelAt(LOG_MEL.hop, samples)).toEqual(new LogMelStream().push(samples));
  });
});
