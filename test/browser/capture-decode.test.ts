import { expect, it } from 'vitest';
import { decodeIn } from '../../src/capture/decode-file.js';
import { floatWav } from '../support/float-wav.js';
import { errorOf } from './capture-support.js';

const at = (sampleRate: number) => new OfflineAudioContext(1, 1, sampleRate);

it.each([8000, 16000, 44100, 96000])(
  'keeps the samples of a WAV file at %i Hz in a context of this rate',
  async (rate) => {
    const left = Float32Array.from({ length: 1000 }, (_, n) => Math.sin(n / 7));
    const right = Float32Array.from({ length: 1000 }, (_, n) => n / 1000);
    const decoded = await decodeIn(at(rate), new Blob([floatWav([left, right], rate)]));
    expect(decoded.sampleRate).toBe(rate);
    expect([0, 1].map((channel) => decoded.getChannelData(channel))).toEqual([left, right]);
  },
);

it('hears a WAV file that was written to a pipe, whose sizes are 0', async () => {
  const sound = Float32Array.from({ length: 1000 }, (_, n) => Math.sin(n / 7));
  const wav = floatWav([sound], 16000);
  const view = new DataView(wav.buffer, wav.byteOffset);
  view.setUint32(4, 0, true);
  view.setUint32(40, 0, true);
  expect((await decodeIn(at(16000), new Blob([wav]))).getChannelData(0)).toEqual(sound);
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
  expect(await errorOf(decodeIn(at(16000), file))).toMatchObject({ code });
});
