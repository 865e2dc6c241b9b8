import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseExperimentArgs } from '../../../../src/train/experiment/config-experiment.js';
import { openStart } from '../../../../src/train/experiment/fusion-start.js';
import { parseStreamArgs } from '../../../../src/train/stream-network/config-stream.js';
import { parseTuneArgs } from '../../../../src/train/tune/config-tune.js';
import { runTrainer } from '../../../support/small-corpus.js';

const GOOD = ['--corpus', 'emodb', '--data', 'd', '--out', 'o'];

function runOf(config: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'stored-'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const file = { format: 'emotion-meter-split', version: 1, protocol: 'loso', labels: ['anger', 'sadness'] };
  const traits = { speakerDependent: false, validatesOnTest: false };
  writeFileSync(join(folder, 'split.json'), JSON.stringify({ ...file, ...traits, folds: [] }));
  return folder;
}

const STREAM = runOf(parseStreamArgs(GOOD)?.config);
const SEARCH = runOf(parseTuneArgs([...GOOD, '--network', '2d', '--split', 'loso'])?.config);
const OTHER = runOf(null);

/** A fusion that starts from the run. */
function startFrom(option: '--from-1d' | '--from-2d'): (run: string) => Promise<unknown> {
  return async (run) => {
    const good = runOf(
      parseExperimentArgs([...GOOD, '--network', option === '--from-1d' ? '2d' : '1d', '--split', 'loso'])
        ?.config,
    );
    const others = option === '--from-1d' ? ['--from-2d', good] : ['--from-1d', good];
    const command = parseExperimentArgs([
      ...GOOD,
      '--network',
      'fusion',
      '--split',
      'loso',
      option,
      run,
      ...others,
    ]);
    if (command === null) throw new Error('no command');
    return openStart(command.config, { labels: ['anger', 'sadness'] });
  };
}

const exported = (run: string) => runTrainer('export', '--run', run, '--name', 'x', '--licence', 'CC0-1.0');
const merged = (run: string) => runTrainer('merge', run);

describe('a run that is no experiment', () => {
  it.each<[command: string, open: (run: string) => Promise<unknown>, run: string, holds: string]>([
    ['export', exported, STREAM, 'a run of the streaming network, not an experiment'],
    ['export', exported, SEARCH, 'a search, not an experiment'],
    ['export', exported, OTHER, 'no run that is known, not an experiment'],
    ['merge', merged, STREAM, 'a run of the streaming network, not an experiment or a search'],
    ['--from-1d', startFrom('--from-1d'), STREAM, 'a run of the streaming network, not an experiment'],
    ['--from-2d', startFrom('--from-2d'), SEARCH, 'a search, not an experiment'],
  ])('is refused by %s', async (_, open, run, holds) => {
    const error = await open(run).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-argument', message: `${run} holds ${holds}` });
  });
});
