import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ROOT } from '../../../support/shell.js';

/** Works in steps of `process.argv[1]` ms that hold up everything, as a network's do, until it is told to stop; then takes `process.argv[2]` ms to save. */
const WORK = `
  import { setImmediate, setTimeout } from 'node:timers/promises';
  import { abortOnInterrupt } from './src/train/run/interrupt.ts';
  const [step, save] = process.argv.slice(1).map(Number);
  const signal = abortOnInterrupt();
  const compute = (ms) => { for (const start = performance.now(); performance.now() - start < ms; ); };
  signal.addEventListener('abort', () => console.log('stopping'));
  console.log('working');
  while (!signal.aborted) await setImmediate();
  compute(step);
  console.log('saving');
  await setTimeout(save);
  console.log('saved');
`;

function start(step: number, save: number) {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', WORK, String(step), String(save)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  const heard = (word: string) =>
    new Promise<void>((resolve) => {
      child.stdout.on('data', (bytes: Buffer) => {
        if (bytes.toString().includes(word)) resolve();
      });
    });
  const closed = Promise.all([text(child.stdout), once(child, 'close')]).then(
    ([said, [code]]: [string, unknown[]]) => ({
      said,
      code,
    }),
  );
  return { heard, closed, interrupt: () => child.kill('SIGINT') };
}

it('signals of one press are one, also where a step longer than a press comes between them', async () => {
  const { heard, closed, interrupt } = start(2000, 100);
  await heard('working');
  const stopping = heard('stopping');
  interrupt();
  await stopping;
  interrupt();
  await wait(100);
  interrupt();
  expect(await closed).toEqual({ said: 'working\nstopping\nsaving\nsaved\n', code: 0 });
});

it('another press ends the process at once', async () => {
  const { heard, closed, interrupt } = start(0, 30_000);
  await heard('working');
  const saving = heard('saving');
  interrupt();
  await saving;
  await wait(1500);
  interrupt();
  expect(await closed).toEqual({ said: 'working\nstopping\nsaving\n', code: 130 });
});
