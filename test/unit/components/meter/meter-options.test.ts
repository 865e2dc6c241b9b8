import { expect, it } from 'vitest';
import {
  recognizerOptionsOf,
  requireSource,
  sourceOf,
  type RecognizerSettings,
  type SourceSettings,
} from '../../../../src/components/meter/meter-options.js';

const nothing: SourceSettings = {
  source: 'none',
  file: null,
  stream: null,
  mediaElement: null,
  constraints: null,
  muted: false,
};
const defaults: RecognizerSettings = {
  channel: 'mono',
  backend: 'auto',
  model: '',
  modelSrc: '',
  assetBase: '',
  workerSrc: '',
  workletSrc: '',
  labels: null,
  thresholdOn: null,
  thresholdOff: null,
  minDuration: null,
  smoothing: null,
};

it('prefers a file to a stream, a stream to an element, and any of them to the microphone', () => {
  const file = new Blob(['x']);
  const stream = {} as MediaStream;
  const mediaElement = {} as HTMLMediaElement;
  const microphone = { ...nothing, source: 'microphone' } as const;
  expect(sourceOf({ ...microphone, file, stream, mediaElement })).toEqual({
    kind: 'file',
    file,
    audible: true,
  });
  expect(sourceOf({ ...microphone, stream, mediaElement })).toEqual({ kind: 'stream', stream });
  expect(sourceOf({ ...microphone, mediaElement })).toEqual({ kind: 'element', element: mediaElement });
  expect(sourceOf(microphone)).toEqual({ kind: 'microphone' });
  expect(sourceOf(nothing)).toBeNull();
});

it('hands the constraints to the microphone, and mutes a file', () => {
  const constraints = { echoCancellation: true };
  expect(sourceOf({ ...nothing, source: 'microphone', constraints })).toEqual({
    kind: 'microphone',
    constraints,
  });
  expect(sourceOf({ ...nothing, file: new Blob([]), muted: true })).toMatchObject({ audible: false });
});

it('says what is missing when there is nothing to listen to', () => {
  expect(() => requireSource(nothing)).toThrow(/nothing to listen to/);
});

it('leaves out what is not set', () => {
  expect(recognizerOptionsOf(defaults)).toEqual({ channel: 'mono', backend: 'auto', decision: {} });
});

it('maps thresholds and durations onto the decision, in its units', () => {
  const { decision } = recognizerOptionsOf({
    ...defaults,
    thresholdOn: 0.6,
    thresholdOff: 0.3,
    minDuration: 1500,
    smoothing: 0.2,
  });
  expect(decision).toEqual({ enter: 0.6, leave: 0.3, dwell: 1.5, smoothing: 0.2 });
});

it('passes names and addresses on', () => {
  const set = { model: 'emodb', modelSrc: 'm.json', assetBase: '/a', workerSrc: 'w.js', workletSrc: 'c.js' };
  expect(recognizerOptionsOf({ ...defaults, ...set, labels: ['anger', 'fear'] })).toMatchObject({
    ...set,
    labels: ['anger', 'fear'],
  });
});
