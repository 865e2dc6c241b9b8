import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentConfig } from '../../../src/train/experiment/config-experiment.js';
import { jobFolder } from '../../../src/train/experiment/experiment-job.js';
import { readNetwork } from '../../../src/train/experiment/stored-network.js';
import { findJob, openRun } from '../../../src/train/experiment/stored-run.js';
import type { SplitFile } from '../../../src/train/protocols/split-file.js';
import { makeCorpus, runTrainer } from '../../support/small-corpus.js';

describe('parts of an experiment in folders of their own', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'merge-'));
  const place = (name: string): string => join(folder, name);
  const train = (out: string, data: string, ...more: string[]) =>
    runTrainer(
      ...['--corpus', 'women', '--data', data, '--network', '2d', '--split', 'loso', '--epochs', '1'],
      ...['--fold', 'women-a,women-b', '--batch', '4', '--out', place(out), ...more],
    );
  const merge = (parts: readonly string[], out: string) =>
    runTrainer('merge', ...parts.map(place), '--out', place(out));

  /** A copy of part 2 (or another), a file of which is changed. */
  function copy(name: string, file: string, change: (text: string) => string, part = 'part-2'): string {
    cpSync(place(part), place(name), { recursive: true });
    const path = join(place(name), file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    return name;
  }

  /** The figures of a run, without times and machines. */
  function resultOf(run: string): unknown {
    return JSON.parse(readFileSync(join(place(run), 'result.json'), 'utf8'), (key, value: unknown) =>
      ['environment', 'seconds'].includes(key) ? undefined : value,
    );
  }

  beforeAll(async () => {
    const data = makeCorpus(['a', 'b', 'c']);
    await train('part-1', data, '--shard', '1/2');
    // Another machine has the corpus elsewhere.
    await train('part-2', makeCorpus(['a', 'b', 'c']), '--shard', '2/2');
    await train('whole', data);
  }, 300_000);

  it('are joined into the figures and answers of one run over all', async () => {
    const text = await merge(['part-1', 'part-2'], 'joined');
    expect(text).toContain('held-out accuracy: ');
    expect(resultOf('joined')).toEqual(resultOf('whole'));
    const answers = (run: string): string => readFileSync(join(place(run), 'predictions.csv'), 'utf8');
    expect(answers('joined')).toBe(answers('whole'));
    expect(existsSync(join(place('joined'), 'report.html'))).toBe(true);
    expect(existsSync(join(place('part-1'), 'result.json')), 'parts stay as they are').toBe(false);
  });

  it('are joined with their networks, whole, also where one of them changes and they are joined again', async () => {
    const parts = ['part-1', copy('again-2', 'config.json', (text) => text)];
    await merge(parts, 'again');
    const jobs = 'jobs/seed-1-fold-women-b';
    writeFileSync(join(place('again-2'), jobs, 'more.txt'), 'more');
    await merge(parts, 'again');
    expect(readdirSync(join(place('again'), jobs)).sort()).toEqual(
      readdirSync(join(place('again-2'), jobs)).sort(),
    );
    const run = await openRun(place('again'));
    for (const { fold } of run.jobs) {
      const job = await findJob(run, { fold: fold.name, seed: 1 });
      const part = fold.name === 'women-a' ? 'part-1' : 'again-2';
      expect(await readNetwork(jobFolder(run.folder, job))).toEqual(
        await readNetwork(jobFolder(place(part), job)),
      );
    }
  });

  it('may have had the file of their split in different places', async () => {
    const moved = ['part-1', 'part-2'].map((part) =>
      copy(`${part}-moved`, 'config.json', (text) => text.replace('"loso"', `"${part}/split.json"`), part),
    );
    await merge(moved, 'joined-moved');
    expect(existsSync(join(place('joined-moved'), 'result.json'))).toBe(true);
  });

  it('are joined into the first of them where nothing else is said', async () => {
    const first = copy('first', 'config.json', (text) => text, 'part-1');
    await runTrainer('merge', place(first), place('part-2'));
    expect(resultOf(first)).toEqual(resultOf('whole'));
    expect(existsSync(join(place(first), 'jobs/seed-1-fold-women-b/network.bin'))).toBe(true);
    await runTrainer('merge', place(first), place('part-2'));
    expect(resultOf(first), 'a copy is no second job').toEqual(resultOf('whole'));
  });

  it.each<[refused: string, parts: () => readonly string[], message: string]>([
    [
      'of other configs',
      () => {
        const other = copy('config', 'config.json', (text) => {
          const config = JSON.parse(text) as ExperimentConfig;
          return JSON.stringify({ ...config, settings: { ...config.settings, rate: 0.5 } });
        });
        return ['part-1', other];
      },
      'are runs of different configs',
    ],
    [
      'of other splits',
      () => {
        const other = copy('split', 'split.json', (text) => {
          const { folds, ...rest } = JSON.parse(text) as SplitFile & { hash?: string };
          delete rest.hash;
          return JSON.stringify({ ...rest, folds: folds.toReversed() });
        });
        return ['part-1', other];
      },
      'are runs of different splits',
    ],
    [
      'that hold a job twice',
      () => {
        const file = 'jobs/seed-1-fold-women-b/job.json';
        return [
          'part-1',
          'part-2',
          copy('twice', file, (text) => text.replace(/"seconds": /g, '"seconds": 1')),
        ];
      },
      `seed-1-fold-women-b is in ${place('part-2')} and in ${place('twice')}`,
    ],
    ['that lack a job', () => ['part-1'], '1 of 2 jobs are not done: seed-1-fold-women-b'],
    [
      'with an answer too few',
      () => {
        const file = 'jobs/seed-1-fold-women-b/predictions.csv';
        return ['part-1', copy('fewer', file, (text) => text.replace(/.*\n$/, ''))];
      },
      "seed-1-fold-women-b has 1 held-out answers, which are not to the split's 2 clips",
    ],
    [
      'with answers to other clips',
      () => {
        const file = 'jobs/seed-1-fold-women-b/predictions.csv';
        return ['part-1', copy('others', file, (text) => text.replace('b-anger', 'z-anger'))];
      },
      "seed-1-fold-women-b has 2 held-out answers, which are not to the split's 2 clips",
    ],
  ])('are refused %s', async (refused, parts, message) => {
    const out = `out ${refused}`;
    await expect(merge(parts(), out)).rejects.toThrow(message);
    expect(existsSync(join(place(out), 'result.json'))).toBe(false);
  });
});
