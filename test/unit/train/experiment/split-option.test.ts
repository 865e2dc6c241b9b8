import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRows } from '../../../../src/train/experiment/predictions.js';
import { makeCorpus, runTrainer } from '../../../support/small-corpus.js';

const LABELS = ['anger', 'sadness'] as const;

/** Both clips of each speaker. */
function clipsOf(...speakers: string[]): string[] {
  return speakers.flatMap((speaker) => LABELS.map((label) => `women/${speaker}-${label}`));
}

const MINE = {
  ...{ format: 'emotion-meter-split', version: 1, protocol: 'mine' },
  ...{ speakerDependent: false, validatesOnTest: false, labels: LABELS },
  folds: [
    { name: 'early', train: clipsOf('a', 'b'), validation: clipsOf('c'), test: clipsOf('d') },
    { name: 'late', train: clipsOf('d'), validation: clipsOf('b', 'a'), test: clipsOf('c') },
  ],
};

describe('--split FILE.json', { timeout: 120_000 }, () => {
  const data = makeCorpus();
  const folder = mkdtempSync(join(tmpdir(), 'split-'));
  const place = (name: string): string => join(folder, name);
  const train = (out: string, split: string, ...more: string[]) =>
    runTrainer(
      ...['--corpus', 'women', '--data', data, '--network', '2d', '--split', split, '--epochs', '1'],
      ...['--batch', '4', '--out', place(out), ...more],
    );
  const write = (name: string, split: object): string => {
    writeFileSync(place(name), JSON.stringify(split));
    return place(name);
  };
  const rowsOf = (run: string) => readRows(join(place(run), 'predictions.csv'), LABELS);

  it('runs the folds of the file, and again those of a run', async () => {
    expect(await train('one', write('mine.json', { ...MINE, leftOut: ['women/e-anger'] }))).toContain(
      'mine, 2d:',
    );
    expect(readdirSync(join(place('one'), 'jobs'))).toEqual(['seed-1-fold-early', 'seed-1-fold-late']);
    const rows = await rowsOf('one');
    const answered = (fold: string, part: string): string[] =>
      rows
        .filter((row) => row.fold === fold && row.part === part)
        .map(({ clip }) => `${clip.corpus}/${clip.name}`);
    for (const { name, train, validation, test } of MINE.folds)
      expect(['train', 'validation', 'held-out'].map((part) => answered(name, part))).toEqual([
        ...[train, validation, test],
      ]);

    await train('two', join(place('one'), 'split.json'), '--fold', 'late');
    for (const [run, file] of ['one', 'two'].flatMap(
      (run) =>
        [
          [run, 'split.json'],
          [run, 'result.json'],
        ] as const,
    ))
      expect(JSON.parse(readFileSync(join(place(run), file), 'utf8')), `${run}, ${file}`).toMatchObject({
        leftOut: ['women/e-anger'],
      });
    expect(await rowsOf('two')).toEqual(rows.filter(({ fold }) => fold === 'late'));
    expect(readFileSync(join(place('two'), 'report.html'), 'utf8')).toContain('mine on women');
  });

  it('is searched without an epoch to fix where its validation clips choose it, in parts too', async () => {
    const text = await runTrainer(
      ...[
        'tune',
        '--corpus',
        'women',
        '--data',
        data,
        '--network',
        '2d',
        '--split',
        write('tune.json', MINE),
      ],
      ...['--epochs', '1', '--trials', '1', '--fold', 'late', '--out', place('search')],
    );
    expect(text).toMatch(/train with: [^]*--l2-activity 0$/);
    expect(await runTrainer('merge', place('search'), '--out', place('joined'))).toBe(text);
  });

  it('is refused for a fold, a clip or a file that is not there', async () => {
    const path = write('good.json', MINE);
    await expect(train('x1', path, '--fold', 'noon')).rejects.toThrow(
      'mine has no fold "noon", only early, late',
    );
    const [early] = MINE.folds;
    const stranger = write('stranger.json', { ...MINE, folds: [{ ...early, test: clipsOf('z') }] });
    await expect(train('x2', stranger)).rejects.toThrow(`${stranger} names the clip women/z-anger`);
    await expect(train('x3', place('none.json'))).rejects.toThrow('none.json cannot be read');
    const seeded = write('seeded.json', { ...MINE, folds: [{ ...early, seed: 7 }] });
    await expect(train('x4', seeded)).rejects.toThrow('is for seed 1');
    expect(existsSync(place('x4')), 'a run folder that a refused command leaves').toBe(false);
  });
});
