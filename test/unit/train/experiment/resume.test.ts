import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, vi } from 'vitest';
import { ROOT } from '../../../support/shell.js';
import { makeCorpus, startTrainer } from '../../../support/small-corpus.js';

/**
 * A script of the package as a terminal runs it: Ctrl-C goes to npm and to all that it has started, each of which may pass it on.
 * `closed`: what was written to its standard error.
 */
function inTerminal(script: string, args: readonly string[]) {
  const npm = spawn('npm', ['run', '--silent', script, '--', ...args], {
    ...{ cwd: ROOT, detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const closed = Promise.all([text(npm.stderr), once(npm, 'close')]).then(([said]) => said);
  const pressCtrlC = (): void => {
    if (npm.pid !== undefined) process.kill(-npm.pid, 'SIGINT');
  };
  return { closed, pressCtrlC };
}

it('a run that Ctrl-C stopped goes on to the very network and answers of one that nobody stopped', async () => {
  const data = makeCorpus(['a', 'b', 'c', 'd', 'e', 'f']);
  const folder = mkdtempSync(join(tmpdir(), 'resume-'));
  // The third epoch's network answers: the first two must have come back with all that the third needs.
  const optionsFor = (out: string): string[] => [
    ...['--corpus', 'women', '--data', data, '--network', '2d', '--split', 'paper-si', '--held-out', 'a'],
    ...['--epochs', '3', '--fixed-epoch', '3', '--batch', '2', '--out', join(folder, out)],
  ];
  const train = (out: string, ...more: string[]) => startTrainer(...optionsFor(out), ...more);
  const fileOf = (out: string, name: string): string => join(folder, out, 'jobs', 'seed-1-fold-a', name);
  const log = (): string => readFileSync(fileOf('stopped', 'log.jsonl'), 'utf8');

  const terminal = inTerminal('train', optionsFor('stopped'));
  const oneEpoch = () => existsSync(fileOf('stopped', 'log.jsonl'));
  await Promise.race([terminal.closed, vi.waitUntil(oneEpoch, { timeout: 100_000, interval: 10 })]);
  terminal.pressCtrlC();
  expect(await terminal.closed).toMatch(
    /stopping after this step[^]*error: interrupted; --resume goes on from the last state/,
  );
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
