import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isEmptyWav } from '../../../src/capture/empty-wav.js';
import { floatWav } from '../../support/float-wav.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A WAV file of `frames` samples with a chunk of odd length before them. */
function wavWithList(frames: number): Uint8Array {
  const wav = floatWav([new Float32Array(frames)], 16000);
  const list = new Uint8Array([...utf8('LIST'), 3, 0, 0, 0, 1, 2, 3, 0]);
  return new Uint8Array([...wav.subarray(0, 12), ...list, ...wav.subarray(12)]);
}

it('is one whose data chunk has no whole frame', () => {
  const stereo = (frames: number) => floatWav([new Float32Array(frames), new Float32Array(frames)], 8000);
  expect(isEmptyWav(stereo(0))).toBe(true);
  expect(isEmptyWav(stereo(1))).toBe(false);
  expect(isEmptyWav(wavWithList(0))).toBe(true);
  expect(isEmptyWav(wavWithList(7))).toBe(false);
});

it('is none that was written to a pipe: its sizes are 0, and samples follow', () => {
  const piped = floatWav([new Float32Array(100)], 16000);
  const view = new DataView(piped.buffer, piped.byteOffset);
  view.setUint32(4, 0, true);
  view.setUint32(40, 0, true);
  expect(isEmptyWav(piped)).toBe(false);
  expect(isEmptyWav(piped.subarray(0, 44))).toBe(true);
});

it('is nothing else, and no head that was cut', () => {
  expect(isEmptyWav(utf8('This is a text file named speech.wav, and no sound.'))).toBe(false);
  expect(isEmptyWav(utf8('fLaC'))).toBe(false);
  const wav = floatWav([new Float32Array(0)], 16000);
  for (let length = 0; length < 44; length++) expect(isEmptyWav(wav.subarray(0, length))).toBe(false);
});

it('is found out of any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      isEmptyWav(new Uint8Array([...utf8('RIFF'), 0, 0, 0, 0, ...utf8('WAVE'), ...bytes]));
    }),
  );
});
