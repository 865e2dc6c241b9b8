import { beforeAll, expect, it, vi } from 'vitest';
import { floatWav } from '../support/float-wav.js';
import { capture, errorOf, medianToneLevel, toneStream, watchContexts } from './capture-support.js';

beforeAll(() => {
  Reflect.deleteProperty(globalThis, 'AudioWorkletNode');
  Reflect.deleteProperty(BaseAudioContext.prototype, 'audioWorklet');
  expect('audioWorklet' in AudioContext.prototype).toBe(false);
});

it.each(['left', 'right', 'mono'] as const)('hears %s of a stream', async (channel) => {
  const stream = await toneStream(300, 700);
  const { capture: started, heard } = await capture({ kind: 'stream', stream }, { channel });
  expect(started.settings.engine).toBe('polyfill');
  await heard.hear(started.sampleRate);
  const last = heard.samples.slice(-started.sampleRate / 2);
  const level = { left: [1, 0], right: [0, 1], mono: [0.5, 0.5] }[channel];
  expect(medianToneLevel(last, 300, started.sampleRate)).toBeCloseTo(level[0] ?? 0, 1);
  expect(medianToneLevel(last, 700, started.sampleRate)).toBeCloseTo(level[1] ?? 0, 1);
  expect(new Set(heard.gaps)).toEqual(new Set([0]));
});

it('hears a file to its end, and leaves no context and no iframe', async () => {
  const contexts = watchContexts();
  const frames = document.querySelectorAll('iframe').length;
  const tone = Float32Array.from({ length: 24_000 }, (_, n) => 0.5 * Math.sin(n / 10));
  const { heard } = await capture({ kind: 'file', file: new Blob([floatWav([tone], 48_000)]) });
  expect(document.querySelectorAll('iframe')).toHaveLength(frames + 1);
  expect(await heard.end()).toBeNull();
  expect(heard.samples.filter((sample) => Math.abs(sample) > 0.001).length).toBeGreaterThan(20_000);
  expect(document.querySelectorAll('iframe')).toHaveLength(frames);
  await vi.waitFor(() => {
    expect(contexts.map(({ state }) => state)).toEqual(['closed']);
  });
});

it('says where the worklet was looked for', async () => {
  const error = await errorOf(capture({ kind: 'microphone' }, { workletUrl: '/dist/no-such-worklet.js' }));
  expect(error).toMatchObject({ code: 'worklet-blocked' });
});
