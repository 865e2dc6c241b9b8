import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { makeCorpus, startTrainer } from '../../support/small-corpus.js';

it('a run that Ctrl-C stopped goes on to the very network and answers of one that nobody stopped', async () => {
  const data = makeCorpus(['a', 'b', 'c', 'd', 'e', 'f']);
  const folder = mkdtempSync(join(tmpdir(), 'resume-'));
  // The third epoch's network answers: the first two must have come back with all that the third needs.
  const train = (out: string, ...more: string[]) =>
    startTrainer(
      ...['--corpus', 'women', '--data', data, '--network', '2d', '--split', 'paper-si', '--held-out', 'a'],
      ...['--epochs', '3', '--fixed-epoch', '3', '--batch', '2', '--out', join(folder, out), ...more],
    );
  const fileOf = (out: string, name: string): string => join(folder, out, 'jobs', 'seed-1-fold-a', name);
  const log = (): string => readFileSync(fileOf('stopped', 'log.jsonl'), 'utf8');

  const running = train('stopped');
  const oneEpoch = () => existsSync(fileOf('stopped', 'log.jsonl'));
  await Promise.race([running, vi.waitUntil(oneEpoch, { timeout: 100_000, interval: 10 })]);
  running.child.kill('SIGINT');
  await expect(running).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('error: interrupted; the state is saved') as string,
  });
  const before = log();
  expect(before.split('\n').length - 1, 'epochs before the stop').toBeLessThan(3);
  expect(existsSync(fileOf('stopped', 'job.json'))).toBe(false);

  await train('stopped', '--resume');
  expect(log().startsWith(before), 'no epoch is run again').toBe(true);
  await train('whole');
  for (const name of ['network.bin', 'predictions.csv']) {
    const [one, other] = [readFileSync(fileOf('stopped', name)), readFileSync(fileOf('whole', name))];
    expect(one.equals(other), name).toBe(true);
  }
}, 180_000);
