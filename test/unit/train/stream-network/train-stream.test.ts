import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ModelManifest } from '../../../../src/core/manifest.js';
import type { Environment } from '../../../../src/train/run/environment.js';
import type { SplitFile } from '../../../../src/train/protocols/split-file.js';
import { trainStream } from '../../../../src/train/stream-network/train-stream.js';
import { encodeWav } from '../../../support/encode-wav.js';
import { babble } from '../../../support/signals.js';

/** A folder of `<name>/index.csv` and its recordings: women and men in turns, a voice for each emotion. */
function makeCorpus(data: string, name: string, emotions: readonly string[], speakers = 2): void {
  const folder = join(data, name);
  mkdirSync(folder);
  const rows = Array.from({ length: speakers }, (_, s) => `s${s + 1}`).flatMap((speaker, s) =>
    emotions.map((emotion, e) => {
      const file = `${speaker}-${emotion}.wav`;
      writeFileSync(join(folder, file), encodeWav([babble(1.2, 10 * s + e)], { sampleRate: 16_000 }));
      return `${file},${speaker},${s % 2 === 0 ? 'female' : 'male'},${emotion},CC0-1.0`;
    }),
  );
  writeFileSync(join(folder, 'index.csv'), `file,speaker,sex,emotion,licence\n${rows.join('\n')}\n`);
}

it('trains a base, the folds in two parts, and a model of everybody', { timeout: 300_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'corpora-'));
  makeCorpus(data, 'first', ['anger', 'boredom', 'neutral']);
  makeCorpus(data, 'second', ['anger', 'neutral', 'surprise']);
  const out = join(mkdtempSync(join(tmpdir(), 'runs-')), 'run');
  const run = (...more: string[]): Promise<void> =>
    trainStream([
      ...['--network', 'stream', '--corpus', 'first,second', '--data', data, '--out', out, '--split', 'loso'],
      ...['--base-steps', '1', '--steps', '1', '--batch', '1', '--streams', '1', ...more],
    ]);
  await expect(run('--shard', '1/2')).rejects.toThrow('has 0 of 1 steps: finish it first');
  await run('--base-only', '--resume');
  await run('--shard', '2/2', '--resume');
  await run('--resume');
  const split = JSON.parse(readFileSync(join(out, 'split.json'), 'utf8')) as SplitFile;
  expect(split.folds.map(({ name, train, test }) => [name, train.length, test.length])).toEqual([
    ['base', 6, 4],
    ['s1', 9, 3],
    ['s2', 9, 3],
  ]);
  const processes = readFileSync(join(out, 'environments.jsonl'), 'utf8').trim().split('\n');
  expect(processes).toHaveLength(4);
  const { gitRevision } = JSON.parse(processes[0] ?? '') as Environment;
  const report = readFileSync(join(out, 'report.html'), 'utf8');
  for (const name of ['base', 'final', 'folds/', '95 % interval', 'truth \\ guess'])
    expect(report).toContain(name);

  const manifest = JSON.parse(readFileSync(join(out, 'model/manifest.json'), 'utf8')) as ModelManifest;
  expect(manifest.labels).toEqual(['anger', 'boredom', 'neutral']);
  expect(manifest.training.corpora.map(({ name, clips }) => [name, clips])).toEqual([
    ['first', 6],
    ['second', 6],
  ]);
  const protocols = new Map(manifest.training.figures.map(({ protocol, clips }) => [protocol, clips]));
  expect([...protocols]).toEqual([
    ['first loso, 2 of 2 folds, 3 classes', 6],
    ['cross: second to first, 2 classes', 4],
  ]);
  const card = readFileSync(join(out, 'model/README.md'), 'utf8');
  expect(card).toContain('without that speaker, who is then judged by it');
  expect(card.trim().endsWith(gitRevision === null ? 'machine.' : `Run at commit ${gitRevision}.`)).toBe(
    true,
  );
  expect(
    readFileSync(join(out, 'predictions-first-loso-2-of-2-folds-3-classes.csv'), 'utf8').trim().split('\n'),
  ).toHaveLength(7);
});

it(
  'judges a speaker who is left out alone, though there are no others to fit a decision on',
  { timeout: 300_000 },
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'corpora-'));
    makeCorpus(data, 'only', ['anger', 'neutral'], 2);
    const out = join(mkdtempSync(join(tmpdir(), 'runs-')), 'run');
    await trainStream([
      ...['--network', 'stream', '--corpus', 'only', '--data', data, '--out', out, '--split', 'loso'],
      ...['--folds', 's1', '--steps', '1', '--batch', '1', '--streams', '1'],
    ]);
    const card = readFileSync(join(out, 'model/README.md'), 'utf8');
    expect(card).toContain('the same unheard speaker, under a decision that nothing is fitted to');
    expect(card).not.toContain('NaN');
  },
);

it('wants every class among those who are learned from, and somebody to learn from', async () => {
  const data = mkdtempSync(join(tmpdir(), 'corpora-'));
  makeCorpus(data, 'four', ['anger', 'neutral'], 4);
  makeCorpus(data, 'rare', ['anger', 'neutral'], 5);
  const index = join(data, 'rare/index.csv');
  writeFileSync(index, readFileSync(index, 'utf8').replace('s1,female,neutral', 's1,female,fear'));
  const run = (corpus: string, ...more: string[]): Promise<void> =>
    trainStream([
      ...['--network', 'stream', '--corpus', corpus, '--data', data, '--out', join(data, 'run'), ...more],
    ]);
  await expect(run('four')).rejects.toThrow(
    'four has 4 speakers: when s2 and s1 are tested, and the decision is fitted on s4 and s3, nobody is left',
  );
  await expect(run('rare')).rejects.toThrow('rare without s2 and s1 has no training clip of fear');
  await expect(run('rare', '--split', 'loso')).rejects.toThrow('the fold of s1 has no training clip of fear');
  expect(existsSync(join(data, 'run'))).toBe(false);
});

it(
  'keeps a man and a woman for the test, and others to fit the decision on',
  { timeout: 300_000 },
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'corpora-'));
    makeCorpus(data, 'only', ['anger', 'neutral'], 5);
    const out = join(mkdtempSync(join(tmpdir(), 'runs-')), 'run');
    await trainStream([
      ...['--network', 'stream', '--corpus', 'only', '--data', data, '--out', out],
      ...['--inner-steps', '1', '--steps', '1', '--batch', '1', '--streams', '1'],
    ]);
    const split = JSON.parse(readFileSync(join(out, 'split.json'), 'utf8')) as SplitFile;
    expect(split.folds.map(({ name, train, test }) => [name, train.length, test.length])).toEqual([
      ['inner', 2, 4],
      ['final', 6, 4],
    ]);
    const { training } = JSON.parse(readFileSync(join(out, 'model/manifest.json'), 'utf8')) as ModelManifest;
    expect(training.heldOutSpeakers).toEqual(['s2', 's1']);
    expect(training.corpora).toMatchObject([{ name: 'only', clips: 6, speakers: ['s3', 's4', 's5'] }]);
    expect(training.figures.map(({ protocol, clips }) => [protocol, clips])).toContainEqual([
      'only, speakers s2 and s1 held out',
      4,
    ]);
    const card = readFileSync(join(out, 'model/README.md'), 'utf8');
    expect(card).toContain('fitted on speakers s4 and s3');
    expect(card).toContain('s2 and s1, the first man and the first woman by name');
    expect(card, 'what nobody told the trainer').not.toMatch(/acted|studio/i);
    expect(card).toContain('Licence of the weights: CC-BY-4.0');
  },
);
