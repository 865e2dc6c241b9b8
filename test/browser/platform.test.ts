import { expect, it } from 'vitest';

it('offers what the live path stands on: a worklet, module workers and a fake microphone', async () => {
  const context = new AudioContext();
  expect(context.audioWorklet).toBeInstanceOf(AudioWorklet);
  await context.close();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  expect(stream.getAudioTracks()).toHaveLength(1);
  for (const track of stream.getTracks()) track.stop();
});
