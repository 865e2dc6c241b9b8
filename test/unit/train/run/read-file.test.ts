import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCorpus } from '../../../../src/train/corpora/open-corpus.js';
import { readTable } from '../../../../src/train/corpora/table.js';
import type { FoldPlan } from '../../../../src/train/protocols/fold.js';
import { splitText, writeSplit } from '../../../../src/train/protocols/split-file.js';
import { isThere, listIfThere, readIfThere, readJson } from '../../../../src/train/run/read-file.js';
import { appendLine, claimRunFolder, readLines } from '../../../../src/train/run/run-folder.js';
import { readState } from '../../../../src/train/run/state-file.js';
import { readTrials } from '../../../../src/train/tune/trials.js';
import { folderWith } from '../../../support/folder-with.js';

const PLAN: FoldPlan = {
  protocol: 'p',
  speakerDependent: false,
  validatesOnTest: false,
  labels: ['anger', 'fear'],
  folds: [],
};

describe('what is not there', () => {
  const path = (name: string): string => join(folderWith({}), name);

  it('is no error', async () => {
    expect(await readIfThere(path('a.json'))).toBeNull();
    expect(await listIfThere(path('a'))).toEqual([]);
    expect(await isThere(path('a'))).toBe(false);
    expect(await readState(path('checkpoint.bin'), '')).toBeNull();
    expect(await readLines(path('log.jsonl'))).toEqual([]);
    expect(await readTrials(path('run'))).toEqual([]);
    expect(await readTable(path('index.csv'), { delimiter: ',', columns: ['file'] })).toBeNull();
    await expect(readJson(path('a.json'))).rejects.toThrow('a.json cannot be read: ENOENT');
  });
});

/** A folder where a file belongs and a file where a folder does: as unreadable to everybody as what lies on a broken disk. */
describe('what is there and cannot be read', () => {
  const folder = folderWith({
    ...{ 'config.json/x': '', 'checkpoint.bin/x': '', 'log.jsonl/x': '', 'index.csv/x': '' },
    ...{ 'split.json/x': '', trials: '', 'emodb/wav/x': '' },
  });
  const path = (name: string): string => join(folder, name);

  it.each<[name: string, reason: string, use: (path: string) => Promise<unknown>]>([
    ['checkpoint.bin', 'EISDIR', (file) => readState(file, '')],
    ['log.jsonl', 'EISDIR', (file) => readLines(file)],
    ['log.jsonl', 'EISDIR', (file) => appendLine(file, {})],
    ['config.json', 'EISDIR', () => claimRunFolder(folder, { config: {}, resume: true })],
    ['index.csv', 'EISDIR', (file) => readTable(file, { delimiter: ',', columns: ['file'] })],
    ['trials', 'ENOTDIR', () => readTrials(folder)],
    ['trials', 'ENOTDIR', (file) => openCorpus('emodb', file)],
    ['trials/1/point.json', 'ENOTDIR', (file) => isThere(file)],
  ])('%s: %s', async (name, reason, use) => {
    await expect(use(path(name))).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining(`cannot read ${path(name)}: ${reason}`) as unknown,
    });
  });

  it('is not written over, where it is a split', async () => {
    await expect(writeSplit(path('split.json'), PLAN)).rejects.toThrow('split.json cannot be read: EISDIR');
    const written = join(folderWith({}), 'split.json');
    writeFileSync(written, splitText(PLAN));
    await writeSplit(written, PLAN);
  });
});
