import { expect, it, vi } from 'vitest';
import { floatWav } from '../support/float-wav.js';
import { capture, errorOf, replace, toneStream, watchContexts, type Recorder } from './capture-support.js';

const RATE = 48_000;

/** One second that grows from 0 to 1: every sample tells its place. */
const RAMP = new File(
  [floatWav([Float32Array.from({ length: RATE }, (_, n) => n / RATE)], RATE)],
  'ramp.wav',
);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('counts what was lost while the page was busy, and shows it as a gap', async () => {
  const { capture: started, heard } = await capture({ kind: 'stream', stream: await toneStream(440) });
  await heard.hear(started.sampleRate / 4);
  const until = performance.now() + 2000;
  while (performance.now() < until) heard.blocks.at(-1);
  await heard.hear(started.sampleRate * 2);
  const gaps = heard.gaps.filter((gap) => gap !== 0);
  expect(gaps).toHaveLength(1);
  expect(gaps[0]).toBeGreaterThan(0.5 * started.sampleRate);
  expect(gaps[0]).toBeLessThan(1.5 * started.sampleRate);
});

it('brings a suspended context back by itself', async () => {
  const contexts = watchContexts();
  const { heard } = await capture({ kind: 'microphone' });
  await contexts[0]?.suspend();
  await notices(heard, ['suspended', 'resumed']);
  await heard.hear(RATE / 4);
});

it.each(['pointerdown', 'keydown', 'touchend', 'visibilitychange'])(
  'brings a suspended context back on %s where the browser wants a gesture, and leaves a gap',
  async (gesture) => {
    const contexts = watchContexts();
    const { capture: started, heard } = await capture({ kind: 'microphone' });
    const context = contexts[0] as AudioContext;
    const resume = context.resume.bind(context);
    replace(context, 'resume', () =>
      Promise.reject(new DOMException('a gesture, please', 'NotAllowedError')),
    );
    await heard.hear(2000);
    await context.suspend();
    await pause(400);
    expect(heard.notices).toEqual(['suspended']);
    replace(context, 'resume', resume);
    document.dispatchEvent(new Event(gesture));
    await notices(heard, ['suspended', 'resumed']);
    await heard.hear(started.sampleRate / 4);
    const lost = heard.gaps.reduce((sum, gap) => sum + gap, 0) / started.sampleRate;
    expect(lost).toBeGreaterThan(0.35);
    expect(lost).toBeLessThan(1.5);
  },
);

it('tells an interruption by a phone call from a suspension', async () => {
  const contexts = watchContexts();
  const { heard } = await capture({ kind: 'microphone' });
  const context = contexts[0] as AudioContext;
  replace(context, 'state', 'interrupted');
  context.dispatchEvent(new Event('statechange'));
  replace(context, 'state', 'running');
  context.dispatchEvent(new Event('statechange'));
  expect(heard.notices).toEqual(['interrupted', 'resumed']);
});

it('loses nothing of a file while the context is suspended', async () => {
  const contexts = watchContexts();
  const { capture: started, heard } = await capture({ kind: 'file', file: RAMP });
  await heard.hear(RATE / 4);
  await contexts[0]?.suspend();
  expect(await heard.end()).toBeNull();
  expect(heard.notices).toEqual(['suspended', 'resumed']);
  expect(new Set(heard.gaps)).toEqual(new Set([0]));
  expectRamp(heard, started.sampleRate);
});

it('replaces a context whose clock stands still, and goes on with the index', async () => {
  const contexts = watchContexts();
  const { heard } = await capture({ kind: 'microphone' });
  await heard.hear(2000);
  replace(contexts[0] as AudioContext, 'currentTime', 1);
  await notices(heard, ['interrupted', 'resumed']);
  await heard.hear(RATE / 4);
  expect(contexts.map(({ state }) => state)).toEqual(['closed', 'running']);
  expect(Math.min(...heard.gaps)).toBeGreaterThanOrEqual(0);
  expect(heard.endings).toEqual([]);
});

it('goes on in the middle of a file when its context is replaced', async () => {
  const contexts = watchContexts();
  const file = new File([floatWav([new Float32Array(6 * RATE).fill(0.5)], RATE)], 'steady.wav');
  const { capture: started, heard } = await capture({ kind: 'file', file });
  replace(contexts[0] as AudioContext, 'currentTime', 1);
  expect(await heard.end()).toBeNull();
  expect(heard.notices).toEqual(['interrupted', 'resumed']);
  const seconds = heard.samples.filter((sample) => sample > 0.4).length / started.sampleRate;
  expect(seconds).toBeCloseTo(6, 0);
});

it('gives up on a context that cannot be replaced: an element has one for life', async () => {
  const contexts = watchContexts();
  const { heard } = await capture({ kind: 'element', element: new Audio() });
  replace(contexts[0] as AudioContext, 'currentTime', 1);
  expect(await heard.end()).toMatchObject({ code: 'context-suspended' });
});

it('gives up when other audio hardware came with another rate', async () => {
  const contexts = watchContexts();
  const { heard } = await capture({ kind: 'microphone' });
  replace(contexts[0] as AudioContext, 'currentTime', 1);
  replace(contexts[0] as AudioContext, 'sampleRate', 8000);
  expect(await heard.end()).toMatchObject({ code: 'device-lost' });
  await vi.waitFor(() => {
    expect(contexts.map(({ state }) => state)).toEqual(['closed', 'closed']);
  });
});

it('asks a context to run again at a gesture while it is waited for', async () => {
  const contexts = watchContexts();
  const stream = await toneStream(440);
  let asked = 0;
  replace(AudioContext.prototype, 'state', 'suspended');
  replace(AudioContext.prototype, 'resume', () => Promise.resolve(asked++));
  const starting = capture({ kind: 'stream', stream });
  await pause(200);
  expect(asked).toBe(1);
  document.dispatchEvent(new Event('pointerdown'));
  expect(asked).toBe(2);
  replace(AudioContext.prototype, 'state', 'running');
  contexts.at(-1)?.dispatchEvent(new Event('statechange'));
  const { heard } = await starting;
  await heard.hear(2000);
});

it('lets a media element be heard again by its own controls, also when nobody listens any more', async () => {
  const contexts = watchContexts();
  const element = new Audio(URL.createObjectURL(RAMP));
  const { capture: started } = await capture({ kind: 'element', element });
  started.stop();
  await contexts[0]?.suspend();
  await element.play();
  await vi.waitFor(() => {
    expect(contexts[0]?.state).toBe('running');
    expect(element.currentTime).toBeGreaterThan(0);
  });
  element.pause();
});

it('does not start in a context that stays suspended', async () => {
  const contexts = watchContexts();
  replace(AudioContext.prototype, 'state', 'suspended');
  const error = errorOf(capture({ kind: 'stream', stream: await toneStream(440) }));
  expect(await error).toMatchObject({ code: 'context-suspended' });
  expect(contexts).not.toEqual([]);
});

it.each([
  ['is not there', '/dist/no-such-worklet.js'],
  ['is no script', '/package.json'],
])('says where the worklet was looked for when it %s', async (_, workletUrl) => {
  const contexts = watchContexts();
  const error = await errorOf(capture({ kind: 'microphone' }, { workletUrl }));
  expect(error).toMatchObject({ code: 'worklet-blocked' });
  expect(String(error)).toContain(workletUrl);
  expect(String(error)).toContain('script-src');
  await vi.waitFor(() => {
    expect(contexts.map(({ state }) => state)).toEqual(['closed']);
  });
});

it('needs an AudioContext', async () => {
  replace(globalThis, 'AudioContext', undefined);
  expect(await errorOf(capture({ kind: 'microphone' }))).toMatchObject({ code: 'audio-unsupported' });
});

async function notices(heard: Recorder, expected: readonly string[]): Promise<void> {
  await vi.waitFor(
    () => {
      expect(heard.notices).toEqual(expected);
    },
    { timeout: 15_000 },
  );
}

/** The file's ramp came whole and in order, between the silences before and after it. */
function expectRamp({ samples, blocks }: Recorder, sampleRate: number): void {
  const first = samples.findIndex((sample) => sample > 0);
  const end = samples.indexOf(Math.max(...samples)) + 1;
  const last = blocks.map(({ firstSample, samples: { length } }) => [firstSample, length]).slice(-3);
  const facts = `heard from ${first} to ${end} of ${samples.length}; last blocks ${JSON.stringify(last)}`;
  expect((end - first) / sampleRate, facts).toBeCloseTo(1, 2);
  // The browser's resampler rings before the ramp's sudden end.
  const smooth = samples.slice(first, first + 0.95 * sampleRate);
  const falls = smooth.slice(1).filter((sample, index) => sample <= (smooth[index] ?? 0));
  expect(falls, facts).toEqual([]);
}
