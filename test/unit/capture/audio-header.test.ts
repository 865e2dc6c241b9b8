import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAudioHeader } from '../../../src/capture/audio-header.js';
import { floatWav } from '../../support/float-wav.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `fLaC`, the head of a STREAMINFO block, and its 18 bytes up to the sample count. */
function flacHeader(sampleRate: number, frames: number): Uint8Array {
  const bytes = new Uint8Array(42);
  bytes.set(utf8('fLaC'));
  const view = new DataView(bytes.buffer);
  view.setUint32(18, sampleRate * 2 ** 12 + (1 << 9));
  view.setUint8(21, 0xf0 | Math.floor(frames / 2 ** 32));
  view.setUint32(22, frames % 2 ** 32);
  return bytes;
}

describe('readAudioHeader', () => {
  it.each([8000, 22050, 44100, 96000])('reads the rate and the length of a WAV file at %i Hz', (rate) => {
    const stereo = [new Float32Array(100), new Float32Array(100)];
    expect(readAudioHeader(floatWav(stereo, rate))).toEqual({ sampleRate: rate, frames: 100 });
  });

  it('passes over chunks before the samples, odd ones with their pad byte', () => {
    const wav = floatWav([new Float32Array(7)], 16000);
    const list = new Uint8Array([...utf8('LIST'), 3, 0, 0, 0, 1, 2, 3, 0]);
    const longer = new Uint8Array([...wav.subarray(0, 12), ...list, ...wav.subarray(12)]);
    expect(readAudioHeader(longer)).toEqual({ sampleRate: 16000, frames: 7 });
  });

  it('reads the rate and the length of a FLAC file', () => {
    expect(readAudioHeader(flacHeader(44100, 5_000_000_000))).toEqual({
      sampleRate: 44100,
      frames: 5_000_000_000,
    });
    expect(readAudioHeader(flacHeader(192_000, 0))).toEqual({ sampleRate: 192_000, frames: null });
  });

  it('knows nothing of other formats and of cut headers', () => {
    expect(readAudioHeader(utf8('This is a text file named speech.wav, and no sound.'))).toBeNull();
    const wav = floatWav([new Float32Array(7)], 16000);
    for (let length = 0; length < 44; length++) expect(readAudioHeader(wav.subarray(0, length))).toBeNull();
  });

  it('comes to an end on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readAudioHeader(new Uint8Array([...utf8('RIFF'), 0, 0, 0, 0, ...utf8('WAVE'), ...bytes]));
        readAudioHeader(new Uint8Array([...utf8('fLaC'), ...bytes]));
      }),
    );
  });
});
