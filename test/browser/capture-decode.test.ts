import { expect, it } from 'vitest';
import { decodeAudio } from '../../src/capture/decode-file.js';
import { floatWav } from '../support/float-wav.js';
import { errorOf, replace } from './capture-support.js';

it.each([8000, 16000, 44100, 96000])(
  'keeps the samples and the rate of a WAV file at %i Hz',
  async (rate) => {
    const left = Float32Array.from({ length: 1000 }, (_, n) => Math.sin(n / 7));
    const right = Float32Array.from({ length: 1000 }, (_, n) => n / 1000);
    const decoded = await decodeAudio(new Blob([floatWav([left, right], rate)]));
    expect(decoded.sampleRate).toBe(rate);
    expect(decoded.channels).toEqual([left, right]);
  },
);

it('takes the usual rate where the browser refuses the file’s own', async () => {
  const Original = OfflineAudioContext;
  class Choosy extends Original {
    constructor(channels: number, length: number, rate: number) {
      if (rate < 8000) throw new DOMException('out of range', 'NotSupportedError');
      super(channels, length, rate);
    }
  }
  replace(globalThis, 'OfflineAudioContext', Choosy);
  const decoded = await decodeAudio(new Blob([floatWav([new Float32Array(6000)], 6000)]));
  expect(decoded.sampleRate).toBe(48_000);
  expect(decoded.channels[0]).toHaveLength(48_000);
});

it.each([
  ['of no bytes', new Blob([]), 'audio-empty'],
  ['of no samples', new Blob([floatWav([new Float32Array(0)], 16000)]), 'audio-empty'],
  ['of text', new File(['Hello, I am no sound.'], 'text.wav'), 'audio-undecodable'],
  [
    'cut within its header',
    new Blob([floatWav([new Float32Array(9)], 16000).slice(0, 30)]),
    'audio-undecodable',
  ],
])('refuses a file %s', async (_, file, code) => {
  expect(await errorOf(decodeAudio(file))).toMatchObject({ code });
});
