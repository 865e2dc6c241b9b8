import { describe, expect, it } from 'vitest';
import { parseStreamArgs } from '../../../src/train/config-stream.js';

const GOOD = ['--corpus', 'emodb', '--data', 'corpora', '--out', 'runs/x'];

describe('the train command of the streaming network', () => {
  it('reads its options, and has defaults for the rest', () => {
    const command = parseStreamArgs([...GOOD, '--seed', '3', '--held-out', '12, 15']);
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
    expect(parseStreamArgs(['--help'])).toBeNull();
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
    expect(() => parseStreamArgs(args)).toThrow(message);
  });
});
