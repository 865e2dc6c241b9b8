import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { EmotionError } from '../../src/core/errors.js';
import { capture, errorOf, replace, watchContexts } from './capture-support.js';

describe('the microphone', () => {
  it('gives samples at the context’s rate, with an unbroken index, unprocessed', async () => {
    const contexts = watchContexts();
    const { capture: started, heard } = await capture({ kind: 'microphone' });
    expect(heard.blocks).toEqual([]);
    await heard.hear(2 * started.sampleRate);
    expect(contexts.map(({ sampleRate }) => sampleRate)).toEqual([started.sampleRate]);
    expect(new Set(heard.gaps)).toEqual(new Set([0]));
    expect(Math.max(...heard.samples.map(Math.abs))).toBeGreaterThan(0.05);
    expect(started.settings).toMatchObject({
      engine: 'audio-worklet',
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    });
    expect(started.settings.label).not.toBe('');
    const arrivals = heard.blocks.map(({ arrivedAt }) => arrivedAt);
    expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
  });

  it('has the browser’s processing on where it is asked for', async () => {
    const constraints = { echoCancellation: true, autoGainControl: true };
    const { capture: started } = await capture({ kind: 'microphone', constraints });
    expect(started.settings).toMatchObject({
      echoCancellation: true,
      noiseSuppression: false,
      autoGainControl: true,
    });
  });

  it('leaves nothing behind, twenty times', async () => {
    const contexts = watchContexts();
    const tracks = watchTracks();
    for (let time = 0; time < 20; time++) {
      const { capture: started, heard } = await capture({ kind: 'microphone' });
      await heard.hear(1);
      started.stop();
      started.stop();
      expect(heard.endings).toEqual([]);
    }
    expect(tracks.map(({ readyState }) => readyState)).toEqual(Array(20).fill('ended'));
    await vi.waitFor(() => {
      expect(contexts.map(({ state }) => state)).toEqual(Array(20).fill('closed'));
    });
  });

  it('says nothing after it was stopped', async () => {
    const { capture: started, heard } = await capture({ kind: 'microphone' });
    await heard.hear(1);
    started.stop();
    const { length } = heard;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(heard).toMatchObject({ length, notices: [], endings: [] });
  });

  it.each(['event', 'silently'])('is lost when its track ends (%s)', async (how) => {
    const tracks = watchTracks();
    const { heard } = await capture({ kind: 'microphone' });
    await heard.hear(1);
    if (how === 'event') tracks[0]?.dispatchEvent(new Event('ended'));
    else tracks[0]?.stop();
    expect(await heard.end()).toMatchObject({ code: 'device-lost' });
    expect(heard.endings).toHaveLength(1);
  });

  it('is lost when it leaves the list of devices', async () => {
    const { heard } = await capture({ kind: 'microphone' });
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    await heard.hear(4000);
    expect(heard.endings).toEqual([]);
    replace(navigator.mediaDevices, 'enumerateDevices', () => Promise.resolve([]));
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    expect(await heard.end()).toMatchObject({ code: 'device-lost' });
  });

  it('tells when it is muted and unmuted', async () => {
    const tracks = watchTracks();
    const { heard } = await capture({ kind: 'microphone' });
    tracks[0]?.dispatchEvent(new Event('mute'));
    tracks[0]?.dispatchEvent(new Event('unmute'));
    expect(heard.notices).toEqual(['muted', 'unmuted']);
  });

  it('is closed at once when it comes after the start was given up', async () => {
    const tracks = watchTracks();
    const answer = holdPrompt();
    const contexts = watchContexts();
    const stop = new AbortController();
    const starting = capture({ kind: 'microphone' }, { signal: stop.signal });
    stop.abort();
    expect(await errorOf(starting)).toMatchObject({ name: 'AbortError' });
    answer();
    await vi.waitFor(() => {
      expect(tracks.map(({ readyState }) => readyState)).toEqual(['ended']);
    });
    expect(contexts).toEqual([]);
  });

  it('stops with its signal, and does not start with an aborted one', async () => {
    const tracks = watchTracks();
    const stop = new AbortController();
    const { heard } = await capture({ kind: 'microphone' }, { signal: stop.signal });
    stop.abort();
    expect(tracks.map(({ readyState }) => readyState)).toEqual(['ended']);
    expect(heard.endings).toEqual([]);
    await errorOf(capture({ kind: 'microphone' }, { signal: stop.signal }));
    expect(tracks).toHaveLength(1);
  });
});

describe('a microphone that cannot be had', () => {
  it('is told apart: a device that does not exist', async () => {
    const constraints = { deviceId: 'no-such-device' };
    const error = await errorOf(capture({ kind: 'microphone', constraints }));
    expect(error).toMatchObject({ code: 'no-device' });
    expect((error as EmotionError).message).toContain('deviceId');
  });

  it('is told apart: forbidden by the policy of a real iframe', async () => {
    expect(await errorCodeInFrame("microphone 'none'")).toBe('policy-blocked');
  });

  it.each([
    ['forbidden by that policy, as Firefox lists no microphone', '', 'policy-blocked'],
    ['refused by the person, as Firefox lists what it is', "{ kind: 'audioinput' }", 'permission-denied'],
  ])('is told apart where nothing is known of policies: %s', async (_, devices, code) => {
    const firefox = `
      for (const name of ['featurePolicy', 'permissionsPolicy']) Object.defineProperty(document, name, { value: undefined });
      navigator.mediaDevices.enumerateDevices = async () => [${devices}];`;
    expect(await errorCodeInFrame("microphone 'none'", firefox)).toBe(code);
  });

  it.each([
    ['NotFoundError', 'Requested device not found', 'no-device'],
    ['NotReadableError', 'Could not start audio source', 'device-busy'],
    ['AbortError', 'Starting audio input failed', 'device-busy'],
    ['NotAllowedError', 'Permission dismissed', 'permission-dismissed'],
  ])('is told apart: %s, %s', async (name, message, code) => {
    refuse(new DOMException(message, name));
    expect(await errorOf(capture({ kind: 'microphone' }))).toMatchObject({ code });
  });

  it.each([
    ['denied', 'permission-denied'],
    ['prompt', 'permission-dismissed'],
  ])('is told apart: refused while the standing answer is "%s"', async (state, code) => {
    refuse(new DOMException('The request is not allowed', 'NotAllowedError'));
    replace(navigator.permissions, 'query', () => Promise.resolve({ state }));
    expect(await errorOf(capture({ kind: 'microphone' }))).toMatchObject({ code });
  });

  it('is told apart: a browser that knows no such permission', async () => {
    refuse(new DOMException('The request is not allowed', 'NotAllowedError'));
    replace(navigator.permissions, 'query', () => Promise.reject(new TypeError('microphone')));
    expect(await errorOf(capture({ kind: 'microphone' }))).toMatchObject({ code: 'permission-denied' });
  });

  it('is told apart: an insecure page, without asking', async () => {
    const asked = refuse(new DOMException('', 'NotAllowedError'));
    replace(globalThis, 'isSecureContext', false);
    expect(await errorOf(capture({ kind: 'microphone' }))).toMatchObject({ code: 'insecure-context' });
    expect(asked).not.toHaveBeenCalled();
  });

  it('is told apart: a browser without media devices', async () => {
    replace(navigator, 'mediaDevices', undefined);
    expect(await errorOf(capture({ kind: 'microphone' }))).toMatchObject({ code: 'audio-unsupported' });
  });
});

/** Every track that getUserMedia gives until the test is over. */
function watchTracks(): MediaStreamTrack[] {
  const tracks: MediaStreamTrack[] = [];
  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia.bind(devices);
  replace(devices, 'getUserMedia', async (constraints: MediaStreamConstraints) => {
    const stream = await ask(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  });
  return tracks;
}

/** Leaves the person's answer open until the returned function is called. */
function holdPrompt(): () => void {
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia.bind(devices);
  replace(devices, 'getUserMedia', async (constraints: MediaStreamConstraints) => {
    await answered;
    return ask(constraints);
  });
  return answer;
}

function refuse(error: DOMException): ReturnType<typeof vi.fn> {
  const asked = vi.fn(() => Promise.reject(error));
  replace(navigator.mediaDevices, 'getUserMedia', asked);
  return asked;
}

/** How a start of the microphone fails inside an iframe whose permissions are `allow`. */
async function errorCodeInFrame(allow: string, before = ''): Promise<unknown> {
  const frame = document.createElement('iframe');
  frame.allow = allow;
  const module = new URL('/src/capture/start-capture.ts', location.href).href;
  frame.srcdoc = `<script type="module">
    import { startCapture } from ${JSON.stringify(module)};
    ${before}
    startCapture({ kind: 'microphone' }, { channel: 'mono', listener: {} }).then(
      () => parent.postMessage({ code: 'started' }, '*'),
      (error) => parent.postMessage({ code: error.code }, '*'),
    );
  </script>`;
  const answer = new Promise<unknown>((resolve) => {
    const listen = ({ source, data }: MessageEvent<{ readonly code: unknown }>): void => {
      if (source === frame.contentWindow) resolve(data.code);
    };
    addEventListener('message', listen);
    onTestFinished(() => {
      removeEventListener('message', listen);
    });
  });
  document.body.append(frame);
  onTestFinished(() => {
    frame.remove();
  });
  return answer;
}
