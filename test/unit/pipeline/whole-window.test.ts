import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { SAMPLES } from '../../../src/core/feature-spec.js';
import type { EmotionResult } from '../../../src/core/result.js';
import type { LoadedModel } from '../../../src/inference/inference-protocol.js';
import { analyzeWhole } from '../../../src/pipeline/analyze-samples.js';
import { emotionPipeline } from '../../../src/pipeline/emotion-pipeline.js';
import type { SoundBlock } from '../../../src/pipeline/sound-guard.js';
import type { Telemetry } from '../../../src/pipeline/telemetry.js';
import { babble, whiteNoise } from '../../support/signals.js';
import { FakeInference, MODEL, blocksOf, settle } from './fakes.js';

const RATE = 16000;

/** As the paper's 1D network is served on a machine that needs a third of a second for a window. */
const SAMPLE_MODEL: LoadedModel = {
  ...MODEL,
  network: { kind: 'cnn-lstm-1d', pooling: 'same' },
  input: { frontEnd: 'samples', frames: null, samples: { mean: 0.5, std: 2 } },
  incremental: false,
  framesPerHop: { live: 24, recorded: 32 },
  windowFrames: 250,
  replayFrames: 256,
  decision: { ...MODEL.decision, speechAbove: 0.25, minSpeechRatio: 0.25 },
};

function sampleNetwork(): FakeInference {
  const network = new FakeInference(SAMPLE_MODEL);
  network.speechHead = false;
  return network;
}

async function analyze(samples: Float32Array, inference = sampleNetwork()) {
  const results: EmotionResult[] = [];
  const blocks = [{ samples, sampleRate: RATE }];
  const summary = await analyzeWhole(blocks, { inference, onResult: (result) => results.push(result) });
  return { results, summary, inference };
}

describe('a network that computes whole windows of samples', () => {
  it('is asked about a recording every second, and once more about what is left at its end', async () => {
    const { results, inference } = await analyze(babble(3));
    // 94 frames with the mirrored end: 11 whole columns.
    expect(inference.calls.map(({ first, end }) => [first, end])).toEqual([
      [0, 32],
      [32, 64],
      [64, 88],
    ]);
    expect(results).toHaveLength(3);
  });

  it('is asked once about a recording shorter than its hop', async () => {
    const { inference, summary } = await analyze(babble(0.8));
    expect(inference.calls.map(({ end }) => end)).toEqual([24]);
    expect(summary.duration).toBe(0.8);
  });

  it('is given the samples themselves, scaled', async () => {
    const sound = babble(2.2);
    const inference = sampleNetwork();
    const heard: number[] = [];
    inference.onFrames = (_, rows) => heard.push(...rows);
    await analyze(sound, inference);
    expect(heard).toHaveLength(64 * SAMPLES.hop);
    for (let n = 0; n < heard.length; n += 97) expect(heard[n]).toBeCloseTo(((sound[n] ?? 0) - 0.5) / 2, 6);
  });

  it('is asked live as often as the machine allows, and telemetry says how often', async () => {
    const inference = sampleNetwork();
    const sound$ = new Subject<SoundBlock>();
    const told: Telemetry[] = [];
    emotionPipeline(sound$, {
      ...{ inference, sampleRate: RATE },
      onTelemetry: (telemetry) => told.push(telemetry),
    }).subscribe();
    for (const block of blocksOf(babble(4))) {
      sound$.next(block);
      await settle();
    }
    expect(inference.calls.map(({ end }) => end)).toEqual([24, 48, 72, 96, 120]);
    expect(told.at(-1)).toMatchObject({ hopMs: 768, windows: 5, framesReused: 0 });
  });

  it('hears speech by its energy: a voice is judged, steady noise and silence are not', async () => {
    const voice = await analyze(babble(5));
    expect(voice.summary).toMatchObject({ valid: true, dominant: 'anger' });
    expect(voice.results.at(-1)?.speechRatio).toBeGreaterThan(0.7);
    const noise = await analyze(whiteNoise(5 * RATE, 0.05));
    expect(noise.summary).toMatchObject({ valid: false, reason: 'not-enough-speech' });
    const silence = await analyze(new Float32Array(5 * RATE));
    expect(silence.summary).toMatchObject({ valid: false, reason: 'silence' });
  });

  it('stops judging some time after the voice has ended', async () => {
    const sound = new Float32Array(12 * RATE);
    sound.set(babble(5));
    sound.set(whiteNoise(7 * RATE, 0.001), 5 * RATE);
    const { results } = await analyze(sound);
    const reasons = results.map(({ tEnd, reason }) => [Math.round(tEnd), reason ?? 'judged']);
    expect(reasons).toContainEqual([5, 'judged']);
    expect(reasons.at(-1)?.[1]).toBe('not-enough-speech');
  });
});
