import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseExperimentArgs } from '../../../src/train/experiment/config-experiment.js';
import { parseExportArgs } from '../../../src/train/experiment/config-export.js';
import { commandsOf } from '../../../src/train/experiment/export-words.js';
import { parseStreamArgs } from '../../../src/train/stream-network/config-stream.js';
import { parseTuneArgs } from '../../../src/train/tune/config-tune.js';
import { describeBest } from '../../../src/train/tune/tune.js';
import { ROOT } from '../../support/shell.js';

const COMMAND = /^(?:seq .*)?npm run (train|tune) -- (.*?)(?: *#.*)?$/;

/** Reads a command as the trainer does; throws for an option that it refuses. */
function parse(command: string): unknown {
  const [, script, text = ''] = COMMAND.exec(command) ?? [];
  // As a shell does: what stands in quotes is one word.
  const words = text.replaceAll('{}', '1').match(/"[^"]*"|\S+/g) ?? [];
  const args = words.map((word) => word.replace(/^"(.*)"$/, '$1'));
  if (script === 'tune') return parseTuneArgs(args);
  if (args[0] === 'export') return parseExportArgs(args.slice(1));
  if (['merge', 'table'].includes(args[0] ?? '')) return args;
  return /--network (1d|2d|fusion)/.test(text) ? parseExperimentArgs(args) : parseStreamArgs(args);
}

const GOOD = ['--corpus', 'emodb', '--data', 'd', '--network', '2d', '--out', 'o'];
const FUSION = ['--network', 'fusion', '--from-1d', 'a', '--from-2d', 'b'];

describe('a command of', () => {
  const published = ['docs', 'models']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((file) => file.endsWith('.md') && !file.startsWith(join('docs', 'api')))
    .concat('CONTRIBUTING.md')
    .flatMap((file) => readFileSync(join(ROOT, file), 'utf8').split('\n'))
    .filter((line) => COMMAND.test(line));

  it('a document or a card is one that the trainer takes', () => {
    expect(published.length).toBeGreaterThan(15);
    for (const command of published) expect(parse(command), command).not.toBeNull();
  });

  it.each([
    ['paper-si', [], ' --fixed-epoch 20 '],
    ['loso', [], ' --patience 8 --out '],
    [
      'loso',
      ['--threads', '2', '--labels', 'anger,sadness', '--pooling', 'valid', '--sound', 'even'],
      ' --threads 2',
    ],
    ['paper-si', ['--held-out', 'Anna Meier,Ben', '--skip-bad'], ' --held-out "Anna Meier,Ben" '],
    ['loso', ['--backend', 'webgpu', '--rate', '0.1', '--batch', '8', '--epochs', '9'], ' --backend webgpu'],
    ['paper-si', [...FUSION, '--learn', 'head'], ' --l2-activity 0 '],
    ['paper-si', [...FUSION, '--learn', 'all', '--l2-activity', '0.5'], ' --l2-activity 0.5 '],
  ])('a card about a run by %s %j is spelled so that it can be given again', (split, more, words) => {
    const config = parseExperimentArgs([...GOOD, '--split', split, ...more])?.config;
    if (config === undefined) throw new Error('no command');
    const job = { name: 'mine', licence: 'CC BY 4.0', fold: 'f', seed: 1 };
    const [train = '', exported = ''] = commandsOf(config, {
      ...{ ...job, validatesOnTest: split === 'paper-si' },
    }).split('\n');
    expect(train).toContain(words);
    const { start } = config;
    const told = {
      data: 'DIR',
      folds: ['f'],
      ...(start && { start: { ...start, from1d: 'RUN', from2d: 'RUN' } }),
    };
    expect(parse(train)).toHaveProperty('config', { ...config, ...told });
    expect(parse(exported)).toMatchObject({ name: 'mine', licence: 'CC BY 4.0' });
  });

  it.each([
    ['paper-si', true, ' --fixed-epoch 7'],
    ['loso', false, ''],
    ['pair.json', true, ' --fixed-epoch 7'],
    ['corpora.json', false, ''],
  ])(
    'a search by %s (validates on test: %s) names settings that train takes',
    (split, validatesOnTest, epoch) => {
      const config = parseTuneArgs([...GOOD, '--split', split])?.config;
      if (config === undefined) throw new Error('no command');
      const point = { optimiser: 'adam', rate: 0.002, batch: 8, l2Parameters: 1e-5, l2Activity: 0 };
      const best = { number: 1, point, score: 0.5, bestEpoch: 7, epochs: 9, diverged: null };
      const [, told = ''] = /train with: (.*)$/.exec(describeBest([best], config, { validatesOnTest })) ?? [];
      expect(told).toBe(`--optimiser adam --rate 0.002 --batch 8 --l2 0.00001 --l2-activity 0${epoch}`);
      expect(parseExperimentArgs([...GOOD, '--split', split, ...told.split(' ')])).not.toBeNull();
    },
  );
});
