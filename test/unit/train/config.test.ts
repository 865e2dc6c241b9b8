import { describe, expect, it } from 'vitest';
import { parseTrainArgs } from '../../../src/train/config.js';

const GOOD = ['--corpus', 'emodb', '--data', 'corpora', '--out', 'runs/x'];

describe('the train command', () => {
  it('reads its options, and has defaults for the rest', () => {
    const command = parseTrainArgs([...GOOD, '--seed', '3', '--held-out', '12, 15']);
    expect(command).toMatchObject({ out: 'runs/x', resume: false, exportAs: null });
    expect(command?.config).toMatchObject({
      corpus: 'emodb',
      network: 'stream',
      seed: 3,
      heldOut: ['12', '15'],
      inner: null,
    });
  });

  it('answers --help with null', () => {
    expect(parseTrainArgs(['--help'])).toBeNull();
  });

  it.each([
    [['--corpus', 'emodb', '--out', 'x'], '--data is missing'],
    [['--data', 'd', '--out', 'x'], '--corpus is missing'],
    [[...GOOD, '--corpus', 'iemocap'], '--corpus is "iemocap", not one of emodb'],
    [[...GOOD, '--epochs', '3'], '--epochs'],
    [[...GOOD, '--steps', 'many'], '--steps is NaN'],
    [[...GOOD, '--steps', '0'], '--steps is 0, below'],
    [[...GOOD, '--rate=-1'], '--rate is -1'],
    [[...GOOD, 'stray'], 'stray'],
  ])('refuses %j', (args, message) => {
    expect(() => parseTrainArgs(args)).toThrow(message);
  });
});
