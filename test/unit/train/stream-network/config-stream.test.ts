import { describe, expect, it } from 'vitest';
import { parseStreamArgs } from '../../../../src/train/stream-network/config-stream.js';
import { commandLine } from '../../../../src/train/stream-network/command-line.js';

const GOOD = ['--corpus', 'emodb', '--data', 'corpora', '--out', 'runs/x'];

describe('the train command of the streaming network', () => {
  it('reads its options, and has defaults for the rest', () => {
    const command = parseStreamArgs([...GOOD, '--seed', '3', '--held-out', '12, 15']);
    expect(command).toMatchObject({ out: 'runs/x', resume: false, exportAs: null });
    expect(command?.config).toMatchObject({
      corpora: ['emodb'],
      network: 'stream',
      seed: 3,
      split: { protocol: 'held-out', heldOut: ['12', '15'], inner: null, innerSteps: 400 },
    });
  });

  it('reads several corpora and a part of the folds', () => {
    const args = [
      '--corpus',
      'emodb,ravdess',
      '--data',
      'd',
      '--out',
      'x',
      '--split',
      'loso',
      '--shard',
      '2/3',
    ];
    const command = parseStreamArgs(args);
    expect(command?.shard).toEqual({ index: 2, count: 3 });
    expect(command?.config).toMatchObject({
      corpora: ['emodb', 'ravdess'],
      split: { protocol: 'loso', folds: null, baseSteps: 1300, baseRate: 0.002, judgedShare: 0.75 },
    });
  });

  it.each([
    '--corpus emodb,nemo --split loso --folds 03,08 --base-steps 5 --base-rate 0.003 --judged-share 0.5',
    '--corpus emodb --held-out 03,08 --inner 09,10 --inner-steps 6',
    '--corpus emodb --licence CC-BY-SA-4.0',
  ])('spells the command that makes the same model again, with %s', (split) => {
    const usual = '--data DIR --seed 2 --steps 7 --batch 3 --rate 0.001 --streams 4 --skip-bad';
    const command = parseStreamArgs(`${usual} ${split} --out runs/both --export both`.split(' '));
    if (command === null) throw new Error('no command');
    const again = commandLine(command).replace('npm run train -- ', '').split(' ');
    expect(parseStreamArgs(again)).toEqual(command);
  });

  it('answers --help with null', () => {
    expect(parseStreamArgs(['--help'])).toBeNull();
  });

  it.each([
    [['--corpus', 'emodb', '--out', 'x'], '--data is missing'],
    [['--data', 'd', '--out', 'x'], '--corpus is missing'],
    [[...GOOD, '--corpus', 'emodb,emodb'], '--corpus names "emodb" twice'],
    [[...GOOD, '--held-out', '12, 12'], '--held-out names "12" twice'],
    [[...GOOD, '--inner', '08,09,08'], '--inner names "08" twice'],
    [[...GOOD, '--split', 'loso', '--folds', '03,03'], '--folds names "03" twice'],
    [[...GOOD, '--export', '../mine'], '--export is "../mine", not small letters, digits and dashes'],
    [[...GOOD, '--corpus', 'emodb,nemo'], '--split held-out takes one corpus, not emodb, nemo'],
    [[...GOOD, '--split', 'random'], '--split is "random", not one of held-out, loso'],
    [[...GOOD, '--base-steps', '3'], '--base-steps is no option of --split held-out'],
    [[...GOOD, '--split', 'loso', '--inner', '03'], '--inner is no option of --split loso'],
    [[...GOOD, '--split', 'loso', '--judged-share', '0'], '--judged-share is 0, below its least'],
    [[...GOOD, '--split', 'loso', '--shard', '3/2'], '--shard is "3/2"'],
    [[...GOOD, '--epochs', '3'], '--epochs'],
    [[...GOOD, '--steps', 'many'], '--steps is "many", not a number'],
    [[...GOOD, '--steps', '0'], '--steps is 0, below'],
    [[...GOOD, '--rate=-1'], '--rate is -1'],
    [[...GOOD, 'stray'], 'stray'],
  ])('refuses %j', (args, message) => {
    expect(() => parseStreamArgs(args)).toThrow(message);
  });

  it('says whose options these are where no network is named', () => {
    const paper = [...GOOD, '--split', 'paper-si'];
    expect(() => parseStreamArgs(paper)).toThrow('(no --network is named, so this is --network stream;');
    expect(() => parseStreamArgs([...paper, '--network', 'stream'])).toThrow(/held-out, loso$/);
  });
});
