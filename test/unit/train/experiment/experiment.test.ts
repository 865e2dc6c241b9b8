import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseExperimentArgs, USUAL_SETTINGS } from '../../../../src/train/experiment/config-experiment.js';
import type { ExperimentResult } from '../../../../src/train/experiment/experiment-result.js';
import type { SplitFile } from '../../../../src/train/protocols/split-file.js';
import { parseTuneArgs } from '../../../../src/train/tune/config-tune.js';
import type { StoredTrial } from '../../../../src/train/tune/trials.js';
import { encodeWav } from '../../../support/encode-wav.js';
import { babble } from '../../../support/signals.js';
import { makeCorpus, runTrainer as run, startTrainer } from '../../../support/small-corpus.js';

describe('an experiment', { timeout: 900_000 }, () => {
  const optionsFor = (data: string, out: string): string[] => [
    ...['--corpus', 'women', '--data', data, '--network', '2d', '--split', 'loso', '--epochs', '1'],
    ...['--fold', 'women-a,women-b', '--batch', '4', '--out', out],
  ];

  it('runs in parts as processes of their own, which merge joins into one result and report', async () => {
    const data = makeCorpus();
    const out = join(mkdtempSync(join(tmpdir(), 'runs-')), 'shared');
    const [first] = await Promise.all([
      startTrainer(...optionsFor(data, out), '--shard', '1/2'),
      startTrainer(...optionsFor(data, out), '--shard', '2/2'),
    ]);
    expect(first.stdout).toContain('part 1 of 2: 1 of 2 jobs are done');
    expect(readdirSync(join(out, 'jobs')).sort()).toEqual(['seed-1-fold-women-a', 'seed-1-fold-women-b']);
    const text = await run('merge', out);
    for (const name of ['train+validation', 'best-epoch validation', 'held-out'])
      expect(text).toContain(`${name} accuracy: `);

    const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as ExperimentResult;
    expect(result.accuracies.map(({ bySeed }) => bySeed[0]?.clips)).toEqual([12, 4, 4]);
    expect(result.jobs.map(({ fold }) => fold)).toEqual(['women-a', 'women-b']);
    expect(result.jobs[0]?.environment.node).toBe(process.version);
    const predictions = readFileSync(join(out, 'predictions.csv'), 'utf8').trim().split('\n');
    expect(predictions).toHaveLength(1 + 2 * 8);
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(report).toContain('<svg');
    expect(report).not.toMatch(/(src|href)=|https?:|<script|@import|url\(/);

    const job = join(out, 'jobs', 'seed-1-fold-women-a', 'job.json');
    const page = join(out, 'page.md');
    writeFileSync(page, 'before\n<!-- table:start -->\nold\n<!-- table:end -->\nafter\n');
    await run('table', out, '--into', page);
    const table = readFileSync(page, 'utf8');
    expect(table).toMatch(/^before\n[^]*\| 2d \| loso on women \| held-out accuracy \|[^]*after\n$/);
    expect(table).not.toContain('old');
    await expect(run('table', out, '--into', job)).rejects.toThrow('has no lines <!-- table:start -->');
    await expect(run('table', data)).rejects.toThrow('result.json cannot be read');
    await expect(run('table', job)).rejects.toThrow('job.json is no result of an experiment');

    // A finished job is not run again, and a folder is not shared by different experiments.
    const before = readFileSync(job, 'utf8');
    await run('train', ...optionsFor(data, out), '--resume');
    expect(readFileSync(job, 'utf8')).toBe(before);
    await expect(run('train', ...optionsFor(data, out), '--seed', '2', '--resume')).rejects.toThrow(
      'config.json differs',
    );
    await expect(run('train', ...optionsFor(data, out))).rejects.toThrow('holds a run already');

    // In neither does an epoch have to be fixed: nothing is chosen on test clips.
    const asking = (split: string) =>
      run('train', ...optionsFor(data, join(out, 'asking')), '--split', split, '--fixed-epoch', '1');
    await expect(asking('loso')).rejects.toThrow(
      '--fixed-epoch is for --split paper-sd and paper-si, not loso',
    );
    const file = join(out, 'split.json');
    await expect(asking(file)).rejects.toThrow(`paper-si, not ${file} (loso)`);
    expect(existsSync(join(out, 'asking'))).toBe(false);
  });

  it('is refused by merge while a job is missing', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'runs-')), 'part');
    const options = optionsFor(makeCorpus(), out);
    await run('train', ...options, '--shard', '2/2');
    await expect(run('merge', out)).rejects.toThrow('1 of 2 jobs are not done: seed-1-fold-women-a');
    expect(existsSync(join(out, 'result.json'))).toBe(false);
    await expect(run('merge', out, out)).rejects.toThrow('jobs are not done');
  });

  it('searches settings without the test clips, and goes on where it stopped', async () => {
    const data = makeCorpus();
    const out = join(mkdtempSync(join(tmpdir(), 'runs-')), 'tune');
    const options = [
      '--corpus',
      'women',
      '--data',
      data,
      '--network',
      '2d',
      '--split',
      'loso',
      '--epochs',
      '1',
    ];
    const search = ['tune', ...options, '--trials', '2', '--out', out];
    const text = await run(...search);
    expect(text).toMatch(/2 of 2 trials are finished[^]*train with: --optimiser \w+ --rate /);
    const trial = JSON.parse(readFileSync(join(out, 'trials', '2.json'), 'utf8')) as StoredTrial;
    expect(trial).toMatchObject({ number: 2, epochs: 1, diverged: null });
    const first = JSON.parse(readFileSync(join(out, 'trials', '1.json'), 'utf8')) as StoredTrial;
    expect(first.point, 'what train takes anyway').toEqual(USUAL_SETTINGS);
    const time = readFileSync(join(out, 'trials', '1', 'log.jsonl'), 'utf8');
    await run(...search, '--resume');
    expect(readFileSync(join(out, 'trials', '1', 'log.jsonl'), 'utf8')).toBe(time);
    const split = JSON.parse(readFileSync(join(out, 'split.json'), 'utf8')) as SplitFile;
    expect(split.folds[0]?.test, 'stand for the test clips').toEqual(split.folds[0]?.validation);

    // A trial that was stopped goes on with the point that it began with, whatever was found since.
    rmSync(join(out, 'trials', '2.json'));
    const begun = join(out, 'trials', '2', 'point.json');
    const own = { ...trial.point, rate: 0.00123 };
    writeFileSync(begun, JSON.stringify(own));
    rmSync(join(out, 'trials', '2', 'checkpoint.bin'), { force: true });
    const again = await run(...search, '--resume');
    const stopped = JSON.parse(readFileSync(join(out, 'trials', '2.json'), 'utf8')) as StoredTrial;
    expect(stopped.point).toEqual(own);

    // What two machines have found of it.
    const parts = [1, 2].map((number) => {
      const part = join(mkdtempSync(join(tmpdir(), 'runs-')), 'part');
      cpSync(out, part, { recursive: true });
      rmSync(join(part, 'trials', `${number}.json`));
      return part;
    });
    const joined = join(mkdtempSync(join(tmpdir(), 'runs-')), 'joined');
    expect(await run('merge', ...parts, '--out', joined)).toBe(again);
    await expect(run('merge', ...parts, out, '--out', joined)).rejects.toThrow('trial 1 is in both');
  });

  it('names a broken clip, leaves it out on demand, and a fold that does not exist', async () => {
    const data = makeCorpus(['a', 'b', 'c', 'd', 'e']);
    writeFileSync(join(data, 'c-anger.wav'), encodeWav([babble(0.1)]));
    const out = join(mkdtempSync(join(tmpdir(), 'runs-')), 'bad');
    const options = ['train', ...optionsFor(data, out)];
    await expect(run(...options)).rejects.toThrow('c-anger.wav is shorter than one FFT');
    await run(...options, '--skip-bad', '--shard', '1/2');
    expect(readFileSync(join(out, 'split.json'), 'utf8')).toMatch(/"leftOut": \[\s+"women\/c-anger"/);
    await expect(run(...options, '--fold', 'women-z')).rejects.toThrow(
      'loso has no fold "women-z", only women-a',
    );
    await expect(run('train', ...optionsFor(makeCorpus(['a']), out))).rejects.toThrow('one speaker');
  });
});

describe('the command of an experiment', () => {
  const GOOD = ['--corpus', 'emodb', '--data', 'd', '--network', '2d', '--split', 'paper-si', '--out', 'o'];

  it('has defaults', () => {
    const command = parseExperimentArgs(GOOD);
    expect(command?.config).toMatchObject({
      ...{ corpora: ['emodb'], seeds: [1], sound: 'raw', network: { kind: '2d', pooling: 'same' } },
      backend: 'wasm',
      settings: { optimiser: 'adam', patience: 8 },
    });
    expect(command).toMatchObject({ shard: null, resume: false });
    expect(parseExperimentArgs([...GOOD, '--split', 'cross'])?.config.sound).toBe('even');
    expect(parseExperimentArgs(['--help'])).toBeNull();
    expect(parseTuneArgs(['--help'])).toBeNull();
  });

  it.each([
    [['--epoch', '3'], '--epoch'],
    [['--split', 'kfold'], '--split is "kfold", not one of paper-sd, paper-si, loso, actors, cross'],
    [['--network', '3d'], '--network is "3d"'],
    [['--optimiser', 'lion'], '--optimiser is "lion", not one of adagrad, adam, rmsprop, sgd'],
    [['--backend', 'cuda'], '--backend is "cuda", not one of wasm, webgpu'],
    [['--rate', 'fast'], '--rate is "fast", not a number'],
    [['--batch', '1'], '--batch is 1, below'],
    [['--l2=-1'], '--l2 is -1, below'],
    [['--seed', '1,01'], '--seed names 1 twice'],
    [['--fold', '12+15,12+15'], '--fold names "12+15" twice'],
    [['--held-out', '12, 12'], '--held-out names "12" twice'],
    [['--labels', 'anger,glee'], '--labels names "glee"'],
    [['--shard', '3/2'], '--shard is "3/2"'],
    [['--epochs', '5', '--fixed-epoch', '9'], '--fixed-epoch is 9, above its greatest value 5'],
    [['--split', 'loso', '--held-out', '12,15'], '--held-out is for --split paper-si, not loso'],
    [['--split', 'x.json', '--labels', 'anger'], '--labels: the labels are those of x.json'],
    [['--backend', 'webgpu', '--threads', '2'], '--threads is for --backend wasm'],
  ])('refuses %j', (args, message) => {
    expect(() => parseExperimentArgs([...GOOD, ...args])).toThrow(message);
  });

  it('refuses a GPU for a last layer alone', () => {
    const start = ['--network', 'fusion', '--from-1d', 'a', '--from-2d', 'b', '--backend', 'webgpu'];
    expect(() => parseExperimentArgs([...GOOD, ...start])).toThrow('--backend webgpu is for --learn all');
    expect(parseExperimentArgs([...GOOD, ...start, '--learn', 'all'])?.config.backend).toBe('webgpu');
  });

  it('refuses what has no effect on a last layer alone', () => {
    const fusion = [...GOOD, '--network', 'fusion', '--from-1d', 'a', '--from-2d', 'b', '--learn'];
    const head = (...more: string[]) => parseExperimentArgs([...fusion, 'head', ...more]);
    expect(() => head('--l2-activity', '0.5')).toThrow('--l2-activity is for --learn all');
    expect(() => head('--threads', '4')).toThrow('--threads is for --learn all');
    expect(head('--l2-activity', '0', '--fixed-epoch', '7')?.config.fixedEpoch).toBe(7);
    const all = parseExperimentArgs([...fusion, 'all', '--l2-activity', '0.5', '--threads', '4']);
    expect(all?.config).toMatchObject({ threads: 4, settings: { l2Activity: 0.5 } });
  });

  it('refuses settings where they are searched', () => {
    expect(() => parseTuneArgs([...GOOD, '--rate', '0.1'])).toThrow('--rate');
  });
});
