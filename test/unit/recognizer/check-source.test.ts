import { afterEach, expect, it, vi } from 'vitest';
import type { CaptureSource } from '../../../src/capture/capture-types.js';
import { checkSource } from '../../../src/recognizer/check-source.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([
  [undefined, /source.kind is undefined, not one of microphone, stream, element, file/],
  [{ kind: 'radio' }, /source.kind is "radio"/],
  [{ kind: 'constructor' }, /source.kind is "constructor"/],
  [{ kind: 'stream' }, /source.stream is undefined, not a MediaStream/],
  [{ kind: 'file', file: 'a.wav' }, /source.file is "a.wav", not a Blob/],
  [{ kind: ['microphone'] }, /source.kind is a list of 1/],
  [{ kind: 'file', file: Object.create(null) as unknown }, /source.file is an object, not a Blob/],
  [{ kind: 'microphone', constraints: null }, /source.constraints is null, not an object/],
  [{ kind: 'microphone', constraints: { deviceId: null } }, /constraints.deviceId is null, not a text/],
  [{ kind: 'microphone', constraints: { noiseSuppression: 'no' } }, /noiseSuppression is "no", neither/],
  [{ kind: 'microphone', constraints: { volume: 1 } }, /constraints.volume is not one of deviceId/],
  [{ kind: 'file', file: new Blob([]), audible: 'no' }, /source.audible is "no", neither/],
  [{ kind: 'file', file: new Map() }, /source.file is a Map, not a Blob/],
])('names what is no source: %o', (wrong, message) => {
  expect(() => {
    checkSource(wrong as CaptureSource);
  }).toThrow(message);
});

it('lets sources pass, those of another frame too', () => {
  const Own = class MediaStream {
    readonly id = 'own';
  };
  const Foreign = class MediaStream {
    readonly id = 'foreign';
  };
  vi.stubGlobal('MediaStream', Own);
  const pass = (source: unknown) => {
    checkSource(source as CaptureSource);
  };
  pass({ kind: 'microphone' });
  pass({ kind: 'microphone', constraints: { deviceId: 'a', echoCancellation: true } });
  pass({ kind: 'file', file: new File([], 'a.wav') });
  pass({ kind: 'stream', stream: new Own() });
  pass({ kind: 'stream', stream: new Foreign() });
});
