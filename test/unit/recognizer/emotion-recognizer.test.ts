import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { EmotionError } from '../../../src/core/errors.js';
import type { EmotionResult } from '../../../src/core/result.js';
import type { Telemetry } from '../../../src/pipeline/telemetry.js';
import { babble } from '../../support/signals.js';
import { last, settle } from '../pipeline/fakes.js';
import { MICROPHONE, SETTINGS, world } from './fakes.js';
import type { Watched, World } from './fakes.js';

const FILE = { kind: 'file', file: new Blob() } as const;

/** Starts a recognizer of a fresh world and gives all of it. */
async function listening() {
  const place = world();
  const made = place.create();
  await made.recognizer.start(MICROPHONE);
  const [capture] = place.captures;
  const [network] = place.networks;
  if (capture === undefined || network === undefined) throw new Error('nothing was started');
  return { ...place, ...made, capture, network };
}

describe('EmotionRecognizer', () => {
  it('loads, asks, listens and stops', async () => {
    const { recognizer, states, capture } = await listening();
    recognizer.stop();
    expect(states).toEqual([
      { status: 'idle' },
      { status: 'loading', progress: 0 },
      { status: 'starting', labels: ['anger', 'neutral', 'sadness'] },
      { status: 'listening', settings: SETTINGS, notice: null },
      { status: 'stopped', reason: 'stopped' },
    ]);
    expect(capture.stopped).toBe(1);
  });

  it('opens and loads nothing before it is asked to', () => {
    const { captures, requests, create } = world();
    create();
    expect([captures, requests]).toEqual([[], []]);
  });

  it('gives results, frames and telemetry while it listens', async () => {
    const { recognizer, capture } = await listening();
    const results: EmotionResult[] = [];
    const telemetry: Telemetry[] = [];
    let frames = 0;
    recognizer.emotions$.subscribe((result) => results.push(result));
    recognizer.telemetry$.subscribe((counts) => telemetry.push(counts));
    recognizer.frames$.subscribe((picture) => (frames += picture.frames.length / 128));
    await capture.play(babble(4));
    expect(results).toHaveLength(15);
    expect(last(results)).toMatchObject({ valid: true, dominant: 'anger' });
    expect(last(telemetry)).toMatchObject({ windows: 15, droppedWindows: 0, backend: 'wasm' });
    expect(frames).toBe(124);
    recognizer.stop();
    await capture.play(babble(1));
    expect(results).toHaveLength(15);
  });

  it('says how far the loading is', async () => {
    const { create, loading, requests } = world();
    loading.held = true;
    const { recognizer, states } = create();
    const started = recognizer.start(MICROPHONE);
    requests[0]?.options.onProgress(0.5);
    await loading.release();
    await started;
    expect(states.slice(1, 4)).toEqual([
      { status: 'loading', progress: 0 },
      { status: 'loading', progress: 0.5 },
      { status: 'starting', labels: ['anger', 'neutral', 'sadness'] },
    ]);
  });

  it('starts again without loading again, in the same worker', async () => {
    const { recognizer, walk, requests, network } = await listening();
    for (let turn = 0; turn < 100; turn++) {
      recognizer.stop();
      await recognizer.start(MICROPHONE);
    }
    expect(requests).toHaveLength(1);
    expect(network.opened - network.closed).toBe(1);
    expect(walk().slice(-3)).toEqual(['stopped', 'starting', 'listening']);
    recognizer.dispose();
    expect(network.opened).toBe(network.closed);
    expect(network.disposed).toBe(true);
  });

  it('ends the session before when it is started anew', async () => {
    const { recognizer, captures } = await listening();
    await recognizer.start(FILE);
    expect(captures.map(({ stopped }) => stopped)).toEqual([1, 0]);
    expect(recognizer.state.status).toBe('listening');
  });

  it('asks for the microphone when the model is there, and opens all else within the gesture', async () => {
    const { captures, create, loading } = world();
    loading.held = true;
    void create().recognizer.start(MICROPHONE);
    void create({ channel: 'left' }).recognizer.start(FILE);
    await settle();
    expect(captures.map(({ source, options }) => [source.kind, options.channel])).toEqual([['file', 'left']]);
    await loading.release();
    expect(captures).toHaveLength(2);
  });

  it('hears what came while the model was loaded, at most the last 8 s', async () => {
    const { captures, create, loading, networks } = world();
    loading.held = true;
    const { recognizer } = create();
    const results: EmotionResult[] = [];
    recognizer.emotions$.subscribe((result) => results.push(result));
    const started = recognizer.start(FILE);
    await settle();
    await captures[0]?.play(babble(12));
    captures[0]?.listener.ended(null);
    await loading.release();
    await started;
    await settle();
    expect(last(networks[0]?.calls ?? []).end).toBe(240);
    expect(last(results)).toMatchObject({ valid: true, tStart: 0 });
    expect(recognizer.state).toEqual({ status: 'stopped', reason: 'ended' });
  });

  it('stops while loading, and while asking', async () => {
    for (const phase of ['loading', 'opening'] as const) {
      const place = world();
      place[phase].held = true;
      const { recognizer, walk } = place.create();
      const started = recognizer.start(MICROPHONE);
      await settle();
      recognizer.stop();
      await place[phase].release();
      await started;
      expect(walk().at(-1)).toBe('stopped');
      expect(walk()).not.toContain('listening');
      expect(place.captures.every(({ stopped }) => stopped > 0)).toBe(true);
      await recognizer.start(MICROPHONE);
      expect(walk().at(-1)).toBe('listening');
    }
  });

  it('may be stopped or disposed by whoever hears of a state', async () => {
    for (const at of ['loading', 'starting', 'listening'] as const)
      for (const end of ['stop', 'dispose'] as const) {
        const { create, captures, networks } = world();
        const { recognizer } = create();
        recognizer.state$.subscribe(({ status }) => {
          if (status === at) recognizer[end]();
        });
        await recognizer.start(FILE);
        expect(recognizer.state.status).toBe(end === 'stop' ? 'stopped' : 'disposed');
        expect(captures.every(({ stopped }) => stopped > 0)).toBe(true);
        expect(networks.every(({ opened, closed }) => opened === closed)).toBe(true);
      }
  });

  it('gives back a capture that comes too late', async () => {
    const place = world();
    place.opening.held = true;
    const { recognizer } = place.create();
    const first = recognizer.start(MICROPHONE);
    await settle();
    const second = recognizer.start(MICROPHONE);
    await place.opening.release();
    await Promise.all([first, second]);
    expect(place.captures.filter(({ stopped }) => stopped === 0)).toHaveLength(1);
    expect(recognizer.state.status).toBe('listening');
  });

  it.each(['permission-denied', 'no-device', 'worklet-blocked'] as const)('fails with %s', async (code) => {
    const { create, opening } = world();
    opening.error = code;
    const { recognizer, states } = create();
    await expect(recognizer.start(MICROPHONE)).rejects.toMatchObject({ code });
    expect(last(states)).toMatchObject({ status: 'failed', error: { code } });
    opening.error = null;
    await recognizer.start(MICROPHONE);
    expect(recognizer.state.status).toBe('listening');
  });

  it.each(['model-hash', 'backend-failed', 'worker-failed'] as const)(
    'fails with %s, and loads again',
    async (code) => {
      const { create, loading, requests } = world();
      loading.error = code;
      const { recognizer, states } = create();
      await expect(recognizer.start(FILE)).rejects.toMatchObject({ code });
      expect(last(states)).toMatchObject({ status: 'failed', error: { code } });
      loading.error = null;
      await recognizer.start(FILE);
      expect(requests).toHaveLength(2);
    },
  );

  it('fails on labels that the model does not know before it asks for the microphone', async () => {
    const { create, captures } = world();
    const { recognizer } = create({ labels: ['anger', 'surprise'] });
    await expect(recognizer.start(MICROPHONE)).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(captures).toEqual([]);
  });

  it('tells late errors of the capture and of the network', async () => {
    const unplugged = await listening();
    unplugged.capture.listener.ended(new EmotionError('device-lost', 'unplugged'));
    expect(last(unplugged.states)).toMatchObject({ status: 'failed', error: { code: 'device-lost' } });
    expect(unplugged.network.closed).toBe(1);

    const dead = await listening();
    dead.network.respond = () => Promise.reject(new EmotionError('worker-failed', 'dead'));
    await dead.capture.play(babble(1));
    expect(last(dead.states)).toMatchObject({ status: 'failed', error: { code: 'worker-failed' } });
    expect(dead.capture.stopped).toBe(1);
    await dead.recognizer.start(MICROPHONE);
    expect(dead.requests).toHaveLength(2);
    expect(dead.network.disposed).toBe(true);
  });

  it('shows notices until they are over', async () => {
    const { recognizer, capture } = await listening();
    const notices = (['suspended', 'resumed', 'muted', 'unmuted'] as const).map((notice) => {
      capture.listener.notice(notice);
      return recognizer.state.status === 'listening' ? recognizer.state.notice : 'not listening';
    });
    expect(notices).toEqual(['suspended', null, 'muted', null]);
  });

  it('knows from the beginning what has hindered the capture since before', async () => {
    const { captures, create, loading } = world();
    loading.held = true;
    const { recognizer } = create();
    const started = recognizer.start(FILE);
    await settle();
    captures[0]?.listener.notice('muted');
    await loading.release();
    await started;
    expect(recognizer.state).toMatchObject({ status: 'listening', notice: 'muted' });
  });

  it('forgets on reset what came while the model was loaded', async () => {
    const { captures, create, loading, networks } = world();
    loading.held = true;
    const { recognizer } = create();
    const started = recognizer.start(FILE);
    await settle();
    await captures[0]?.play(babble(4));
    recognizer.reset();
    await captures[0]?.play(babble(1));
    captures[0]?.listener.ended(null);
    await loading.release();
    await started;
    await settle();
    expect(last(networks[0]?.calls ?? []).end).toBeLessThan(50);
  });

  it('forgets on reset and goes on listening', async () => {
    const { recognizer, capture, network } = await listening();
    const results: EmotionResult[] = [];
    recognizer.emotions$.subscribe((result) => results.push(result));
    await capture.play(babble(3));
    expect(last(results).valid).toBe(true);
    recognizer.reset();
    await capture.play(babble(0.6));
    expect(last(results)).toMatchObject({ reason: 'not-enough-speech', tStart: 0 });
    expect(network.opened - network.closed).toBe(1);
    recognizer.stop();
    recognizer.reset();
    expect(recognizer.state).toEqual({ status: 'idle' });
  });

  it('is disposed in any state, once, and for good', async () => {
    const arrange: ((place: World) => Promise<Watched>)[] = [
      (place) => Promise.resolve(place.create()),
      async (place) => {
        place.loading.held = true;
        const made = place.create();
        void made.recognizer.start(MICROPHONE);
        await settle();
        return made;
      },
      async (place) => {
        place.opening.held = true;
        const made = place.create();
        void made.recognizer.start(MICROPHONE);
        await settle();
        return made;
      },
      async (place) => {
        const made = place.create();
        await made.recognizer.start(MICROPHONE);
        return made;
      },
      async (place) => {
        const made = place.create();
        await made.recognizer.start(MICROPHONE);
        made.recognizer.stop();
        return made;
      },
      async (place) => {
        const made = place.create();
        place.opening.error = 'no-device';
        await made.recognizer.start(MICROPHONE).catch(() => undefined);
        return made;
      },
    ];
    const reached: string[] = [];
    for (const reach of arrange) {
      const place = world();
      const { recognizer, walk } = await reach(place);
      reached.push(recognizer.state.status);
      let completed = 0;
      const { state$, emotions$, frames$, telemetry$ } = recognizer;
      const streams: readonly Observable<unknown>[] = [state$, emotions$, frames$, telemetry$];
      for (const stream$ of streams) stream$.subscribe({ complete: () => completed++ });
      recognizer.dispose();
      recognizer.dispose();
      recognizer.stop();
      recognizer.reset();
      await place.loading.release();
      await place.opening.release();
      expect(walk().at(-1)).toBe('disposed');
      expect(walk().filter((status) => status === 'disposed')).toHaveLength(1);
      expect(completed).toBe(4);
      expect(place.networks.every(({ disposed }) => disposed)).toBe(true);
      expect(place.captures.every(({ stopped }) => stopped > 0)).toBe(true);
      await expect(recognizer.start(MICROPHONE)).rejects.toMatchObject({ code: 'disposed' });
      await expect(recognizer.load()).rejects.toMatchObject({ code: 'disposed' });
      await expect(recognizer.classify(babble(1), 16000)).rejects.toMatchObject({ code: 'disposed' });
    }
    expect(reached).toEqual(['idle', 'loading', 'starting', 'listening', 'stopped', 'failed']);
  });
});

describe('its other doors', () => {
  it('loads ahead', async () => {
    const { create, requests } = world();
    const { recognizer, walk } = create();
    expect(await recognizer.load()).toMatchObject({ id: 'fake' });
    await recognizer.start(MICROPHONE);
    expect(walk()).toEqual(['idle', 'starting', 'listening']);
    expect(requests).toHaveLength(1);
  });

  it('classifies a recording beside listening, and stops at its disposal', async () => {
    const { recognizer, network, walk } = await listening();
    const states = walk().length;
    expect(await recognizer.classify(babble(3), 16000)).toMatchObject({ valid: true, dominant: 'anger' });
    await expect(recognizer.classify(new Float32Array(0), 16000)).rejects.toMatchObject({
      code: 'audio-empty',
    });
    await expect(recognizer.classify(babble(1), 100)).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(walk()).toHaveLength(states);
    network.respond = settle;
    const classified = recognizer.classify(babble(30), 16000);
    await settle();
    recognizer.dispose();
    await expect(classified).rejects.toMatchObject({ code: 'disposed' });
  });

  it.each([
    [undefined, 16_000, 'samples is undefined, not a Float32Array of one channel'],
    [[0, 0.5], 16_000, 'samples is a list of 2'],
    [new Int16Array(16_000), 16_000, 'samples is a Int16Array'],
    [new ArrayBuffer(8), 16_000, 'samples is a ArrayBuffer'],
    [new Float32Array(9), NaN, 'sampleRate is NaN'],
    [new Float32Array(9), '16000', 'sampleRate is "16000"'],
    [new Float32Array(9), 4000, 'sampleRate is 4000, below'],
  ])('names what is no recording, before anything is loaded: %o at %o', async (samples, rate, message) => {
    const { create, requests } = world();
    const refused = create().recognizer.classify(samples as Float32Array, rate as number);
    await expect(refused).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(refused).rejects.toThrow(message);
    expect(requests).toEqual([]);
  });

  it('tells the timeline of a recording, whose summary is what classify answers', async () => {
    const { create, networks } = world();
    const { recognizer } = create();
    const results: EmotionResult[] = [];
    for await (const result of recognizer.analyze(babble(3), 16000)) results.push(result);
    expect(results).toHaveLength(Math.floor(3 / 0.256));
    expect(last(results)).toMatchObject({ dominant: 'anger' });
    for await (const result of recognizer.analyze(babble(3), 16000)) if (result.tEnd > 1) break;
    expect(networks).toMatchObject([{ opened: 2, closed: 2 }]);
  });

  it('classifies with another worker after one has failed', async () => {
    const { create, networks, requests } = world();
    const { recognizer } = create();
    await recognizer.load();
    for (const network of networks)
      network.respond = () => Promise.reject(new EmotionError('worker-failed', 'dead'));
    await expect(recognizer.classify(babble(1), 16000)).rejects.toMatchObject({ code: 'worker-failed' });
    expect(await recognizer.classify(babble(2), 16000)).toMatchObject({ dominant: 'anger' });
    expect(requests).toHaveLength(2);
    expect(networks.map(({ disposed }) => disposed)).toEqual([true, false]);
  });

  it('is read with `for await` until it stops', async () => {
    const { recognizer, capture } = await listening();
    const read = (async () => {
      const ends: number[] = [];
      for await (const { tEnd } of recognizer) ends.push(tEnd);
      return ends;
    })();
    await capture.play(babble(2));
    recognizer.stop();
    expect(await read).toHaveLength(7);
  });

  it('has nothing to read when listening is over before the loop begins, unless it begins again', async () => {
    const { recognizer, opening } = await listening();
    recognizer.stop();
    for await (const result of recognizer) expect(result).toBe('never');
    opening.error = 'permission-denied';
    await recognizer.start(MICROPHONE).catch(() => undefined);
    await expect(recognizer[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'permission-denied',
    });
    opening.error = null;
    const starting = recognizer.start(MICROPHONE);
    const reader = recognizer[Symbol.asyncIterator]();
    const first = reader.next();
    await starting;
    recognizer.stop();
    expect(await first).toEqual({ done: true, value: undefined });
  });

  it('lets a start end with the stop that ends it, though the model is still on its way', async () => {
    const { create, loading } = world();
    loading.held = true;
    const { recognizer, walk } = create();
    const starting = recognizer.start(MICROPHONE);
    recognizer.stop();
    await starting;
    await loading.release();
    expect(walk()).toEqual(['idle', 'loading', 'stopped']);
  });

  it('has no model to give once it is disposed, also where another has loaded it', async () => {
    const { create, loading } = world();
    loading.held = true;
    const [one, other] = [create().recognizer, create().recognizer];
    const [left, right] = [one.load(), other.load()];
    const refused = expect(left).rejects.toMatchObject({ code: 'disposed' });
    one.dispose();
    await loading.release();
    await refused;
    expect((await right).labels).toContain('anger');
  });

  it('is read by several at once, in the order in which they asked', async () => {
    const { recognizer, capture } = await listening();
    const reader = recognizer[Symbol.asyncIterator]();
    const asked = [reader.next(), reader.next(), reader.next()];
    await capture.play(babble(1.1));
    const heard = (await Promise.all(asked)).map(({ value }) => (value as EmotionResult).tEnd);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    const late = [reader.next(), reader.next(), reader.next()];
    recognizer.dispose();
    expect((await Promise.all(late)).at(-1)).toEqual({ done: true, value: undefined });
    expect(await reader.return?.('left')).toEqual({ done: true, value: 'left' });
  });

  it('throws its failure at the reader, and ends at once when disposed', async () => {
    const { recognizer, capture } = await listening();
    const reader = recognizer[Symbol.asyncIterator]();
    const next = reader.next();
    capture.listener.ended(new EmotionError('device-lost', 'unplugged'));
    await expect(next).rejects.toMatchObject({ code: 'device-lost' });
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    recognizer.dispose();
    for await (const result of recognizer) expect(result).toBe('never');
  });

  it('shares one worker among equal recognizers until the last is gone', async () => {
    const { create, networks, requests } = world();
    const [one, two, other] = [
      create(),
      create({ labels: ['anger', 'neutral'] }),
      create({ backend: 'cpu' }),
    ];
    for (const { recognizer } of [one, two, other]) await recognizer.start(MICROPHONE);
    expect(requests.map(({ request }) => request.backend)).toEqual(['auto', 'cpu']);
    one.recognizer.dispose();
    expect(networks.map(({ disposed }) => disposed)).toEqual([false, false]);
    two.recognizer.dispose();
    expect(networks.map(({ disposed }) => disposed)).toEqual([true, false]);
  });
});
