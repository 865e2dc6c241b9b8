import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { floatWav } from '../support/float-wav.js';
import { capture, errorOf, replace, toneLevel, toneStream, watchContexts } from './capture-support.js';

const RATE = 48_000;

const sine = (frequency: number, seconds: number): Float32Array =>
  Float32Array.from(
    { length: Math.round(RATE * seconds) },
    (_, n) => 0.5 * Math.sin((2 * Math.PI * frequency * n) / RATE),
  );

const wavFile = (...channels: readonly Float32Array[]): File =>
  new File([floatWav(channels, RATE)], 'tone.wav', { type: 'audio/wav' });

describe('a MediaStream', () => {
  it('is heard with its pitch, level and an unbroken index', async () => {
    const { capture: started, heard } = await capture({ kind: 'stream', stream: await toneStream(440) });
    expect(heard.blocks).toEqual([]);
    await heard.hear(started.sampleRate);
    const last = heard.samples.slice(-started.sampleRate / 2);
    expect(toneLevel(last, 440, started.sampleRate)).toBeGreaterThan(0.9);
    expect(toneLevel(last, 550, started.sampleRate)).toBeLessThan(0.05);
    expect(new Set(heard.gaps)).toEqual(new Set([0]));
    expect(started.settings.engine).toBe('audio-worklet');
    expect(heard.blocks.every(({ repaired }) => repaired === 0)).toBe(true);
  });

  it.each([
    ['left', 1, 0],
    ['right', 0, 1],
    ['mono', 0.5, 0.5],
  ] as const)('gives %s of its two channels', async (channel, low, high) => {
    const stream = await toneStream(300, 700);
    const { capture: started, heard } = await capture({ kind: 'stream', stream }, { channel });
    await heard.hear(started.sampleRate);
    const last = heard.samples.slice(-started.sampleRate / 2);
    expect(toneLevel(last, 300, started.sampleRate)).toBeCloseTo(low, 1);
    expect(toneLevel(last, 700, started.sampleRate)).toBeCloseTo(high, 1);
  });

  it('is refused without an audio track', async () => {
    const stream = new MediaStream();
    const error = await errorOf(capture({ kind: 'stream', stream }));
    expect(error).toMatchObject({ code: 'no-audio-track' });
  });

  it('tells when its track ends, and leaves the caller’s tracks alone otherwise', async () => {
    const stream = await toneStream(440);
    const first = await capture({ kind: 'stream', stream });
    first.capture.stop();
    const [track] = stream.getAudioTracks();
    expect(track?.readyState).toBe('live');
    const { heard } = await capture({ kind: 'stream', stream });
    track?.stop();
    expect(await heard.end()).toMatchObject({ code: 'device-lost' });
    expect(first.heard.endings).toEqual([]);
  });

  it('tells of a track that is muted before it is listened to', async () => {
    const connection = new RTCPeerConnection();
    onTestFinished(() => {
      connection.close();
    });
    const { track } = connection.addTransceiver('audio').receiver;
    expect(track.muted).toBe(true);
    const { heard } = await capture({ kind: 'stream', stream: new MediaStream([track]) });
    expect(heard.notices).toEqual(['muted']);
    expect(heard.endings).toEqual([]);
  });

  it('is heard from another computer over WebRTC', async () => {
    const stream = await remote(await toneStream(440));
    const { capture: started, heard } = await capture({ kind: 'stream', stream });
    await vi.waitFor(
      () => {
        const last = heard.samples.slice(-started.sampleRate / 4);
        expect(toneLevel(last, 440, started.sampleRate)).toBeGreaterThan(0.3);
      },
      { timeout: 15_000, interval: 250 },
    );
  });
});

describe('a media element', () => {
  it('is heard again and again, and goes on playing', async () => {
    const element = audioElement(wavFile(sine(440, 30)));
    await element.play();
    for (let time = 0; time < 2; time++) {
      const { capture: started, heard } = await capture({ kind: 'element', element });
      await heard.hear(started.sampleRate / 2);
      const last = heard.samples.slice(-started.sampleRate / 4);
      expect(toneLevel(last, 440, started.sampleRate)).toBeGreaterThan(0.4);
      started.stop();
    }
    expect(element.paused).toBe(false);
  });

  it('ends with its sound', async () => {
    const element = audioElement(wavFile(sine(440, 0.3)));
    const { heard } = await capture({ kind: 'element', element });
    await element.play();
    expect(await heard.end()).toBeNull();
    expect(heard.length).toBeGreaterThan(RATE * 0.2);
  });

  it.each([
    ['has no audio track', silentVideo, 'no-audio-track'],
    ['cannot be played', noSound, 'audio-undecodable'],
  ])('is given up when it turns out that it %s, and refused afterwards', async (_, makeFile, code) => {
    const element = document.createElement('video');
    element.muted = true;
    const { heard } = await capture({ kind: 'element', element });
    load(element, await makeFile());
    expect(await heard.end()).toMatchObject({ code });
    expect(await errorOf(capture({ kind: 'element', element }))).toMatchObject({ code });
  });

  it('is refused when the page feeds it to a context of its own', async () => {
    const element = audioElement(wavFile(sine(440, 1)));
    const context = new AudioContext();
    onTestFinished(() => context.close());
    context.createMediaElementSource(element);
    const contexts = watchContexts();
    expect(await errorOf(capture({ kind: 'element', element }))).toMatchObject({ code: 'invalid-argument' });
    await vi.waitFor(() => {
      expect(contexts.map(({ state }) => state)).toEqual(['closed']);
    });
  });
});

describe('a file', () => {
  it.each([true, false])(
    'plays at its own speed, from its first sample to its end (audible: %s)',
    async (audible) => {
      const contexts = watchContexts();
      const file = wavFile(sine(440, 1), sine(440, 1));
      const { capture: started, heard } = await capture({ kind: 'file', file, audible });
      expect(started.settings).toMatchObject({ label: 'tone.wav', echoCancellation: null });
      const begun = performance.now();
      expect(await heard.end()).toBeNull();
      expect(performance.now() - begun).toBeGreaterThan(700);
      const { samples } = heard;
      const first = samples.findIndex((sample) => Math.abs(sample) > 0.01);
      const last = samples.findLastIndex((sample) => Math.abs(sample) > 0.01);
      expect((last - first + 1) / started.sampleRate).toBeCloseTo(1, 2);
      expect(toneLevel(samples.slice(first, last), 440, started.sampleRate)).toBeCloseTo(0.5, 1);
      expect(new Set(heard.gaps)).toEqual(new Set([0]));
      await vi.waitFor(() => {
        expect(contexts.map(({ state }) => state)).toEqual(['closed']);
      });
    },
  );

  it('is connected to the loudspeaker only when it is to be heard', async () => {
    const toSpeaker: string[] = [];
    const connect = Object.getOwnPropertyDescriptor(AudioNode.prototype, 'connect')?.value as (
      this: AudioNode,
      target: AudioNode,
    ) => AudioNode;
    replace(AudioNode.prototype, 'connect', function (this: AudioNode, target: AudioNode) {
      if (target instanceof AudioDestinationNode) toSpeaker.push(this.constructor.name);
      return connect.call(this, target);
    });
    const file = wavFile(sine(440, 1));
    (await capture({ kind: 'file', file, audible: false })).capture.stop();
    expect(toSpeaker).toEqual(['AudioWorkletNode']);
    (await capture({ kind: 'file', file, audible: true })).capture.stop();
    expect(toSpeaker).toContain('AudioBufferSourceNode');
  });

  it('has its NaN and infinite samples repaired and counted', async () => {
    const bad = sine(440, 0.5);
    bad.set([NaN, Infinity, -Infinity, NaN], 12_000);
    const { heard } = await capture({ kind: 'file', file: wavFile(bad) });
    expect(await heard.end()).toBeNull();
    expect(heard.samples.every((sample) => Number.isFinite(sample))).toBe(true);
    expect(heard.blocks.reduce((sum, { repaired }) => sum + repaired, 0)).toBeGreaterThanOrEqual(4);
  });

  it.each([
    ['of no bytes', new File([], 'empty.wav'), 'audio-empty'],
    ['of no samples', wavFile(new Float32Array(0)), 'audio-empty'],
    ['of text', new File(['Hello, I am no sound.'], 'text.wav'), 'audio-undecodable'],
  ])('%s is refused', async (_, file, code) => {
    const contexts = watchContexts();
    expect(await errorOf(capture({ kind: 'file', file }))).toMatchObject({ code });
    await vi.waitFor(() => {
      expect(contexts.map(({ state }) => state)).toEqual(['closed']);
    });
  });
});

function audioElement(file: File): HTMLAudioElement {
  const element = new Audio();
  load(element, file);
  return element;
}

function load(element: HTMLMediaElement, file: Blob): void {
  const url = URL.createObjectURL(file);
  element.src = url;
  onTestFinished(() => {
    element.pause();
    element.removeAttribute('src');
    URL.revokeObjectURL(url);
  });
}

function noSound(): Promise<Blob> {
  return Promise.resolve(new File(['This is no sound at all.'], 'note.wav'));
}

/** A short video without sound. */
async function silentVideo(): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const painter = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' });
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  const stopped = new Promise((resolve) => {
    recorder.addEventListener('stop', resolve);
  });
  recorder.start();
  for (let frame = 0; frame < 20; frame++) {
    painter?.fillRect(frame, frame, 9, 9);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  recorder.stop();
  await stopped;
  return new Blob(parts, { type: 'video/webm' });
}

/** `stream` as it arrives at the other end of a call. */
async function remote(stream: MediaStream): Promise<MediaStream> {
  const [caller, callee] = [new RTCPeerConnection(), new RTCPeerConnection()];
  onTestFinished(() => {
    caller.close();
    callee.close();
  });
  caller.onicecandidate = ({ candidate }) => void callee.addIceCandidate(candidate ?? undefined);
  callee.onicecandidate = ({ candidate }) => void caller.addIceCandidate(candidate ?? undefined);
  const arrived = new Promise<MediaStream>((resolve) => {
    callee.ontrack = ({ track }) => {
      resolve(new MediaStream([track]));
    };
  });
  for (const track of stream.getTracks()) caller.addTrack(track, stream);
  await caller.setLocalDescription();
  await callee.setRemoteDescription(caller.localDescription as RTCSessionDescription);
  await callee.setLocalDescription();
  await caller.setRemoteDescription(callee.localDescription as RTCSessionDescription);
  return arrived;
}
