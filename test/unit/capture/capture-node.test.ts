import { expect, it } from 'vitest';
import { blockFramesAt } from '../../../src/capture/capture-node.js';

it.each([
  [8000, 128],
  [16000, 256],
  [44100, 1024],
  [48000, 1024],
  [96000, 2048],
])('cuts blocks of about 21 ms at %i Hz', (rate, frames) => {
  expect(blockFramesAt(rate)).toBe(frames);
});

it('can be imported in bare Node with all of capture', async () => {
  expect(typeof AudioContext).toBe('undefined');
  const { startCapture } = await import('../../../src/capture/start-capture.js');
  await expect(
    startCapture({ kind: 'file', file: new Blob() }, { channel: 'mono', listener: silent }),
  ).rejects.toMatchObject({
    code: 'audio-unsupported',
  });
});

const silent = { block: () => undefined, notice: () => undefined, ended: () => undefined };
