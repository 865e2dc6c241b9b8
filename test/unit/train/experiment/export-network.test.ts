import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../../../src/core/manifest.js';
import { readRows } from '../../../../src/train/experiment/predictions.js';
import { greatestGap, hearLast } from '../../../support/hear-last.js';
import { makeCorpus, runTrainer } from '../../../support/small-corpus.js';

const LABELS = ['anger', 'sadness'] as const;
const FLOAT16 = 2e-3;

function modelAt(folder: string): { readonly manifest: ModelManifest; readonly card: string } {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return { manifest: JSON.parse(read('manifest.json')) as ModelManifest, card: read('README.md') };
}

describe('a trained network', { timeout: 600_000 }, () => {
  const data = makeCorpus();
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  const [runs, models] = [join(folder, 'run'), join(folder, 'models')];
  const train = (network: string, split: string, out: string) => [
    ...['--corpus', 'women', '--data', data, '--network', network, '--split', split, '--out', out],
    ...['--epochs', '2', '--batch', '4', '--rate', '0.0001'],
  ];
  const exported = (...args: string[]) =>
    runTrainer('export', '--run', runs, '--licence', 'CC0-1.0', '--out', models, ...args);

  beforeAll(async () => {
    await runTrainer(...train('2d', 'loso', runs), '--fold', 'women-a,women-b');
  }, 600_000);

  it('is exported, and says live what it said to the trainer', async () => {
    const said = await exported('--fold', 'women-a', '--name', 'paper-2d', '--streams', '1');
    expect(said).toMatch(
      /^paper-2d in .*: \d+ KiB, UAR \d+\.\d % \(loso, fold women-a, this network on women\)$/,
    );
    const rows = await readRows(join(runs, 'jobs', 'seed-1-fold-women-a', 'predictions.csv'), LABELS);
    const held = rows.filter(({ part }) => part === 'held-out');
    expect(held).toHaveLength(2);
    const paths = held.map(({ clip }) => join(data, `${clip.name}.wav`));
    const heard = await hearLast(join(models, 'paper-2d'), paths);
    expect(greatestGap(heard, held, LABELS)).toBeLessThan(FLOAT16);

    const { manifest, card } = modelAt(join(models, 'paper-2d'));
    expect(manifest).toMatchObject({ id: 'paper-2d', network: { kind: 'cnn-lstm-2d' }, licence: 'CC0-1.0' });
    expect(manifest.training).toMatchObject({
      ...{ heldOutSpeakers: ['a'], seed: 1 },
      corpora: [{ name: 'women', clips: 4, speakers: ['c', 'd'] }],
    });
    // Whoever chose the epoch fits the decision; the test speaker does not.
    expect(card).toContain('1 min of scripted streams of speakers women/b');
    expect(card).toMatch(/Never heard in training: speakers a \(2 test clips\)/);
    expect(card).toMatch(/held-out accuracy \d+\.\d % \(\d of 2\)/);
    expect(card).toContain('| loso on women | UAR |');
    expect(card).toContain('export --run runs/paper-2d --name paper-2d --licence CC0-1.0');
    expect(card).toContain('AI Act');
  });

  it('is named by fold and seed where the run has several, and must be done', async () => {
    await expect(exported('--name', 'x')).rejects.toThrow(
      'has 2 jobs; name one of seed-1-fold-women-a, seed-1-fold-women-b by fold and seed',
    );
    await expect(exported('--name', 'x', '--fold', 'women-z')).rejects.toThrow(
      'has no job on fold women-z, only',
    );
    await expect(exported('--name', 'x', '--seed', '2')).rejects.toThrow('has no job with seed 2');
    await expect(runTrainer('export', '--run', runs, '--name', 'x', '--licence', '')).rejects.toThrow(
      '--licence is missing',
    );
    expect(await runTrainer('export', '--help')).toContain('in place of one that is there');
    await expect(exported('--name', 'Paper 2D')).rejects.toThrow('--name is "Paper 2D"');
    await expect(
      runTrainer('export', '--run', folder, '--name', 'x', '--licence', 'CC0-1.0'),
    ).rejects.toThrow(join(folder, 'config.json'));
  });

  it('has the figures of the whole run in its card, or an error where these are broken', async () => {
    const result = join(runs, 'result.json');
    const text = readFileSync(result, 'utf8');
    writeFileSync(result, text.slice(0, 100));
    const again = exported('--fold', 'women-a', '--name', 'broken');
    await expect(again).rejects.toThrow(`${result} cannot be read: `);
    rmSync(result);
    await exported('--fold', 'women-a', '--name', 'alone', '--streams', '1');
    writeFileSync(result, text);
    const all = 'all 2 networks';
    expect(modelAt(join(models, 'paper-2d')).card).toContain(all);
    expect(modelAt(join(models, 'alone')).card).not.toContain(all);
  });

  it('keeps the design decision where only test speakers are left to fit one on', async () => {
    const run = join(folder, 'paper-si');
    await runTrainer(...train('2d', 'paper-si', run), '--held-out', 'a', '--fixed-epoch', '1');
    // Nobody states a licence of the weights: the corpus's leaves one.
    const licensed = join(folder, 'licensed');
    cpSync(data, licensed, { recursive: true });
    const index = readFileSync(join(data, 'index.csv'), 'utf8').trim().split('\n');
    const column = index.map((line, at) => `${line},${at === 0 ? 'licence' : 'CC0-1.0'}`);
    writeFileSync(join(licensed, 'index.csv'), column.join('\n'));
    await runTrainer('export', '--run', run, '--name', 'si', '--data', licensed, '--out', models);
    const { manifest, card } = modelAt(join(models, 'si'));
    expect(manifest.licence).toBe('CC-BY-4.0');
    expect(manifest.training.command).toMatch(/export --run runs\/si --name si$/);
    expect(manifest.decision).toMatchObject({ temperature: 1, enter: 0.55 });
    expect(card).toMatch(/after epoch 1, which was fixed before the run/);
    expect(card).toMatch(/not calibrated[^]*no speakers to fit them on but those it is tested on/);
  });
});
