import { describe, expect, it } from 'vitest';
import { EmotionError } from '../../../src/core/errors.js';
import type { EmotionResult } from '../../../src/core/result.js';
import { analyzeSamples, analyzeWhole } from '../../../src/pipeline/analyze-samples.js';
import type { RecordingBlock } from '../../../src/pipeline/analyze-samples.js';
import { babble } from '../../support/signals.js';
import { FakeInference, Turnstile, last, settle } from './fakes.js';

const RATE = 16000;
const whole = (samples: Float32Array, sampleRate = RATE): RecordingBlock[] => [{ samples, sampleRate }];

/** All results and the summary of a recording. */
async function analyze(blocks: readonly RecordingBlock[], inference = new FakeInference()) {
  const results: EmotionResult[] = [];
  const summary = await analyzeWhole(blocks, { inference, onResult: (result) => results.push(result) });
  return { results, summary, inference };
}

describe('analyzeSamples', () => {
  it('answers every hop in order, then sums up', async () => {
    const { results, summary, inference } = await analyze(whole(babble(6)));
    // 188 frames with the mirrored end: 23 whole columns.
    expect(results).toHaveLength(23);
    expect(results.map(({ tEnd }) => tEnd)).toEqual(results.map(({ tEnd }) => tEnd).sort((a, b) => a - b));
    expect(last(results).tEnd).toBeLessThanOrEqual(6);
    expect(inference.closed).toBe(1);
    expect(summary).toMatchObject({ valid: true, dominant: 'anger', duration: 6 });
    expect(summary).not.toHaveProperty('reason');
    const sum = Object.values(summary.probabilities).reduce((total, p) => total + p, 0);
    expect(sum).toBeCloseTo(1, 9);
  });

  it('does not depend on how the recording is cut into blocks', async () => {
    const sound = babble(3);
    const cut = Array.from({ length: Math.ceil(sound.length / 777) }, (_, n) => ({
      samples: sound.subarray(777 * n, 777 * (n + 1)),
      sampleRate: RATE,
    }));
    const [once, often] = [await analyze(whole(sound)), await analyze(cut)];
    const essence = (results: readonly EmotionResult[]) =>
      results.map((result) => ({ ...result, latencyMs: 0 }));
    expect(essence(often.results)).toEqual(essence(once.results));
    expect(often.summary).toEqual(once.summary);
  });

  it('reads the next block only when the hops of the last are answered', async () => {
    const gate = new Turnstile();
    const inference = new FakeInference();
    inference.respond = gate.wait;
    let read = 0;
    function* recording() {
      for (; read < 100; read++) yield { samples: babble(0.256), sampleRate: RATE };
    }
    const done = analyzeWhole(recording(), { inference });
    await settle();
    for (let hops = 1; hops < 20; hops++) {
      expect(inference.calls).toHaveLength(hops);
      expect(read).toBe(hops);
      await gate.pass();
    }
    while (gate.waiting > 0) await gate.pass();
    expect((await done).duration).toBeCloseTo(25.6, 9);
  });

  it('says "not enough speech" of a recording too short to judge', async () => {
    for (const seconds of [0.0005, 0.1, 0.5]) {
      const { summary } = await analyze(whole(babble(seconds)));
      expect(summary).toMatchObject({ valid: false, reason: 'not-enough-speech', dominant: null });
      expect(Object.values(summary.probabilities)).toEqual([1 / 3, 1 / 3, 1 / 3]);
    }
  });

  it('judges a file of one second that is full of speech', async () => {
    expect((await analyze(whole(babble(1)))).summary).toMatchObject({ valid: true, dominant: 'anger' });
  });

  it('says "silence" of silence', async () => {
    const { summary } = await analyze(whole(new Float32Array(3 * RATE)));
    expect(summary).toMatchObject({ valid: false, reason: 'silence', speechRatio: 0 });
  });

  it('says "uncertain" where no emotion stands out', async () => {
    const inference = new FakeInference();
    inference.logits = [0.1, 0, 0];
    const { summary } = await analyze(whole(babble(3)), inference);
    expect(summary).toMatchObject({ valid: false, reason: 'uncertain', dominant: null });
  });

  it('means only over what was heard: the silence around speech changes nothing', async () => {
    const sound = new Float32Array(9 * RATE);
    sound.set(babble(3), 3 * RATE);
    const { summary } = await analyze(whole(sound));
    expect(summary).toMatchObject({ valid: true, dominant: 'anger' });
    expect(summary.speechRatio).toBeLessThan(0.6);
  });

  it('refuses an empty recording', async () => {
    for (const blocks of [[], whole(new Float32Array(0))]) {
      const inference = new FakeInference();
      await expect(analyzeWhole(blocks, { inference })).rejects.toMatchObject({ code: 'audio-empty' });
      expect(inference.closed).toBe(inference.opened);
    }
  });

  it('refuses a changing rate', async () => {
    const blocks = [...whole(babble(0.3)), ...whole(babble(0.3), 8000)];
    await expect(analyze(blocks)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: 'sampleRate is 8000, after blocks at 16000',
    });
  });

  it('passes on the errors of the network and of the recording, and gives the stream back', async () => {
    const inference = new FakeInference();
    inference.respond = () => Promise.reject(new EmotionError('worker-failed', 'dead'));
    await expect(analyze(whole(babble(1)), inference)).rejects.toMatchObject({ code: 'worker-failed' });
    expect(inference.closed).toBe(1);
    const broken = (function* () {
      yield { samples: babble(0.5), sampleRate: RATE };
      throw new EmotionError('audio-undecodable', 'broken');
    })();
    await expect(analyzeWhole(broken, { inference: new FakeInference() })).rejects.toMatchObject({
      code: 'audio-undecodable',
    });
  });

  it('ends with the reason of its signal', async () => {
    const abort = new AbortController();
    const inference = new FakeInference();
    const results = analyzeSamples(whole(babble(5)), { inference, signal: abort.signal });
    expect((await results.next()).done).toBe(false);
    abort.abort(new EmotionError('disposed', 'enough'));
    await expect(results.next()).rejects.toMatchObject({ code: 'disposed' });
    expect(inference.closed).toBe(1);
  });

  it('ends when its reader leaves', async () => {
    const inference = new FakeInference();
    for await (const { tEnd } of analyzeSamples(whole(babble(5)), { inference })) if (tEnd > 1) break;
    expect(inference.closed).toBe(1);
  });
});
