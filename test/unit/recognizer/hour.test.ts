import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { babble } from '../../support/signals.js';
import { MICROPHONE, world } from './fakes.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use after everything unreachable is gone. */
function used(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

it('an hour of sound keeps memory flat', { timeout: 300_000 }, async () => {
  const { create, captures, networks } = world();
  const { recognizer } = create();
  let results = 0;
  recognizer.emotions$.subscribe(() => results++);
  await recognizer.start(MICROPHONE);
  const [capture] = captures;
  const [network] = networks;
  if (capture === undefined || network === undefined) throw new Error('nothing was started');
  network.respond = () => Promise.resolve((network.calls.length = 0));
  const sound = babble(10);
  for (let chunk = 0; chunk < 30; chunk++) await capture.play(sound);
  const early = used();
  for (let chunk = 30; chunk < 360; chunk++) await capture.play(sound);
  expect(results).toBe(Math.floor((3600 * 16000 - 1024) / 4096 + 1 / 8));
  expect(used() - early).toBeLessThan(1_000_000);
  recognizer.dispose();
});
