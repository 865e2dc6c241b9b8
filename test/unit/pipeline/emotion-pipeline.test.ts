import { Subject, from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { EmotionError } from '../../../src/core/errors.js';
import type { EmotionResult } from '../../../src/core/result.js';
import { emotionPipeline } from '../../../src/pipeline/emotion-pipeline.js';
import type { LivePipelineOptions } from '../../../src/pipeline/emotion-pipeline.js';
import type { LogMelPicture } from '../../../src/pipeline/signal-front.js';
import type { SoundBlock } from '../../../src/pipeline/sound-guard.js';
import type { Telemetry } from '../../../src/pipeline/telemetry.js';
import { babble } from '../../support/signals.js';
import { FakeInference, MODEL, Turnstile, blocksOf, last, settle } from './fakes.js';

/** Seconds of one column, and samples. */
const COLUMN = 0.256;
const HOP = 4096;

/** A running live pipeline at 16 kHz, and all that it told. */
function live(options: Partial<LivePipelineOptions> = {}) {
  const network = new FakeInference();
  const sound$ = new Subject<SoundBlock>();
  const told = {
    results: [] as EmotionResult[],
    telemetry: null as Telemetry | null,
    pictures: [] as LogMelPicture[],
    ended: null as unknown,
  };
  const subscription = emotionPipeline(sound$, {
    inference: network,
    sampleRate: 16000,
    now: () => 1000,
    onTelemetry: (telemetry) => (told.telemetry = telemetry),
    onPicture: (picture) => told.pictures.push(picture),
    ...options,
  }).subscribe({
    next: (result) => told.results.push(result),
    error: (error: unknown) => (told.ended = error),
    complete: () => (told.ended = 'complete'),
  });
  const play = async (blocks: readonly SoundBlock[]) => {
    for (const block of blocks) {
      sound$.next(block);
      await settle();
    }
  };
  return { network, sound$, told, play, subscription };
}

/** Frames that `seconds` of live sound complete: frame k waits for 1024 samples after its centre. */
const framesIn = (samples: number) => Math.floor((samples - 1024) / 512) + 1;

describe('the live pipeline', () => {
  it('gives a result each column, and brings every frame to the network once', async () => {
    const { network, told, play } = live();
    const sound = babble(12);
    await play(blocksOf(sound, 1000));
    const columns = Math.floor(framesIn(sound.length) / 8);
    expect(told.results).toHaveLength(columns);
    expect(network.calls.map(({ first, end }) => [first, end])).toEqual(
      Array.from({ length: columns }, (_, n) => [8 * n, 8 * n + 8]),
    );
    expect(network.mostInFlight).toBe(1);
    const windows = Array.from({ length: columns }, (_, n) => Math.min(248, 8 * (n + 1)));
    expect(told.telemetry).toMatchObject({
      framesComputed: 8 * columns,
      framesReused: windows.reduce((sum, frames) => sum + frames - 8, 0),
      droppedWindows: 0,
      windows: columns,
      retries: 0,
      gaps: 0,
      backend: 'wasm',
    });
  });

  it('tells when, by whom and how late each result is', async () => {
    const { told, play } = live();
    await play(blocksOf(babble(10), HOP));
    const ends = told.results.map(({ tEnd }) => tEnd);
    for (const [index, end] of ends.entries()) expect(end).toBeCloseTo(COLUMN * (index + 1) + 0.032, 9);
    expect(told.results[0]).toMatchObject({ tStart: 0, backend: 'wasm', modelId: 'fake', latencyMs: 999 });
    const newest = last(told.results);
    expect(newest.tStart).toBeCloseTo(newest.tEnd - 248 * 0.032, 9);
    expect(told.telemetry).toMatchObject({
      realTimeFactor: 0.002 / COLUMN,
      latencyMedianMs: expect.any(Number) as number,
    });
  });

  it('is sure of a voice that stays, and says "not enough speech" before', async () => {
    const { told, play } = live();
    await play(blocksOf(babble(5)));
    expect(told.results[0]).toMatchObject({ valid: false, reason: 'not-enough-speech', dominant: null });
    expect(last(told.results)).toMatchObject({ valid: true, dominant: 'anger', speechRatio: 1 });
    expect(last(told.results)).not.toHaveProperty('reason');
  });

  it('drops verdicts and no sound when the network is slow', async () => {
    const gate = new Turnstile();
    const { network, told, play } = live();
    network.respond = gate.wait;
    const blocks = blocksOf(babble(6), HOP);
    await play(blocks.slice(0, 11));
    expect(gate.waiting).toBe(1);
    expect(told.telemetry?.droppedWindows).toBe(8);
    await gate.pass();
    await gate.pass();
    expect(network.calls).toEqual([
      { stream: 0, first: 0, end: 8, fresh: true },
      { stream: 0, first: 8, end: 80, fresh: false },
    ]);
    expect(told.results).toHaveLength(2);
    await play(blocks.slice(11, 12));
    expect(last(network.calls)).toEqual({ stream: 0, first: 80, end: 88, fresh: false });
    expect(network.mostInFlight).toBe(1);
  });

  it('brings a slow and a fast network the same frames', async () => {
    const frames = { fast: [] as number[], slow: [] as number[] };
    const sound = blocksOf(babble(7), 700);
    const fast = live();
    fast.network.onFrames = (_, values) => frames.fast.push(...values);
    await fast.play(sound);
    const slow = live();
    const gate = new Turnstile();
    slow.network.respond = gate.wait;
    slow.network.onFrames = (_, values) => frames.slow.push(...values);
    for (const [index, block] of sound.entries()) {
      await slow.play([block]);
      if (index % 20 === 0) await gate.pass();
    }
    while (gate.waiting > 0) await gate.pass();
    expect(frames.slow).toEqual(frames.fast);
    expect(slow.told.telemetry?.droppedWindows).toBeGreaterThan(10);
  });

  it('replays what the state depends on after the network was lost, and tries again', async () => {
    const { network, told, play } = live();
    const blocks = blocksOf(babble(16), HOP);
    await play(blocks.slice(0, 50));
    const calls = network.calls.length;
    let failures = 2;
    network.respond = () =>
      failures-- > 0 ? Promise.reject(new EmotionError('worker-timeout', 'no answer')) : Promise.resolve();
    await play(blocks.slice(50, 52));
    const [lost, once, twice, after] = network.calls.slice(calls);
    const end = lost?.end ?? NaN;
    expect(lost).toMatchObject({ first: end - 8, fresh: false });
    expect(once).toMatchObject({ first: end - MODEL.replayFrames, end, fresh: true });
    expect(twice).toEqual(once);
    expect(after).toMatchObject({ first: end, end: end + 8, fresh: false });
    expect(told.telemetry).toMatchObject({ retries: 2, droppedWindows: 0 });
    expect(told.ended).toBeNull();
    expect(last(told.results)).toMatchObject({ valid: true, speechRatio: 1 });
  });

  it('ends with the error of a network that fails again and again', async () => {
    const { network, told, play } = live();
    network.respond = () => Promise.reject(new EmotionError('worker-failed', 'dead'));
    await play(blocksOf(babble(1), HOP));
    expect(told.ended).toMatchObject({ code: 'worker-failed', message: 'dead' });
    expect(network.calls).toHaveLength(3);
    expect(network.closed).toBe(network.opened);
  });

  it('takes logits that are no numbers for a broken backend', async () => {
    const { network, told, play } = live();
    network.logits = [NaN, 0, 0];
    await play(blocksOf(babble(1), HOP));
    expect(told.ended).toMatchObject({ code: 'backend-failed' });
  });

  it('replays after a stall longer than the ring', async () => {
    const gate = new Turnstile();
    const { network, play } = live();
    const blocks = blocksOf(babble(30), HOP);
    await play(blocks.slice(0, 4));
    network.respond = gate.wait;
    await play(blocks.slice(4));
    await gate.pass();
    const replay = last(network.calls);
    expect(replay).toMatchObject({ stream: 1, fresh: true });
    expect(replay.end - replay.first).toBe(MODEL.replayFrames);
  });

  it('ends with its sound, after the last verdict', async () => {
    const gate = new Turnstile();
    const { network, sound$, told, play } = live();
    network.respond = gate.wait;
    await play(blocksOf(babble(1), HOP));
    sound$.complete();
    while (gate.waiting > 0) await gate.pass();
    expect(told.ended).toBe('complete');
    expect(last(told.results).tEnd).toBeCloseTo(3 * COLUMN + 0.032, 9);
    expect(network.closed).toBe(1);
  });

  it('gives the stream back when nobody listens any more', async () => {
    const gate = new Turnstile();
    const { network, subscription, told, play } = live();
    network.respond = gate.wait;
    await play(blocksOf(babble(1), HOP));
    subscription.unsubscribe();
    await gate.fail(new EmotionError('worker-failed', 'closed'));
    expect(network.closed).toBe(1);
    expect(network.calls).toHaveLength(1);
    expect(told.results).toEqual([]);
  });

  it('shows the log-mel frames as they are heard', async () => {
    const { told, play } = live();
    const sound = babble(2);
    await play(blocksOf(sound, 1024));
    const count = told.pictures.reduce((sum, { frames }) => sum + frames.length / 128, 0);
    expect(count).toBe(framesIn(sound.length));
    expect(told.pictures[0]).toMatchObject({ tStart: 0, framesPerSecond: 31.25 });
    expect(told.pictures.every(({ frames, levels }) => levels.length * 128 === frames.length)).toBe(true);
  });

  it('refuses labels that the model does not know', async () => {
    const { told } = live({ labels: ['anger', 'surprise'] });
    await settle();
    expect(told.ended).toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('"surprise"') as string,
    });
  });

  it('tells apart the labels asked for alone', () => {
    const network = new FakeInference();
    const results: EmotionResult[] = [];
    return new Promise<void>((resolve) => {
      emotionPipeline(from(blocksOf(babble(1), HOP)), {
        inference: network,
        sampleRate: 16000,
        labels: ['sadness', 'anger'],
      }).subscribe({
        next: (result) => results.push(result),
        complete: () => {
          expect(Object.keys(last(results).probabilities)).toEqual(['sadness', 'anger']);
          resolve();
        },
      });
    });
  });
});
