import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { speakersOf, type Corpus } from '../../../../src/train/corpora/corpus.js';
import { listNoises, listRooms } from '../../../../src/train/corpora/backgrounds.js';
import { checkNoLeak, splitBySpeaker } from '../../../../src/train/corpora/split.js';
import { corpora } from '../../../support/corpora.js';
import { folderWith } from '../../../support/folder-with.js';
import { ROOT } from '../../../support/shell.js';

describe('a split', () => {
  const clip = (speaker: string) =>
    ({ corpus: 'c', name: speaker, path: '', speaker, sex: 'female', emotion: 'anger' }) as const;
  const corpus: Corpus = {
    name: 'c',
    licence: '',
    labels: ['anger', 'fear'],
    clips: ['a', 'a', 'b', 'c'].map(clip),
  };

  it('keeps every clip of a held-out speaker away from training', () => {
    const { train, test } = splitBySpeaker(corpus, ['a']);
    expect(speakersOf(train)).toEqual(['b', 'c']);
    expect(test).toHaveLength(2);
  });

  it('refuses speakers that do not exist, and a split that leaves nobody', () => {
    expect(() => splitBySpeaker(corpus, ['z'])).toThrow('c has no speaker "z", only a, b, c');
    expect(() => splitBySpeaker(corpus, ['a', 'b', 'c'])).toThrow('leaves no speaker');
  });

  it('refuses a speaker on both sides', () => {
    expect(() => checkNoLeak({ train: [clip('a')], test: [clip('a')] })).toThrow(
      'speaker c/a is in training and test',
    );
  });
});

describe('backgrounds', () => {
  it.each([
    ...['CC BY-NC', 'cc_by_nc_4.0', 'CC-BYNCSA', 'CC BY-NC-SA 4.0', 'CC BY-SA 3.0 (a museum)'],
    ...[
      'Creative Commons Attribution-Non-Commercial 3.0',
      'NonCommercial',
      'non commercial',
      'not for commercial use',
    ],
    ...['Creative Commons Attribution-Share Alike 4.0', 'ShareAlike', 'share-alike'],
    ...[
      'GPL-2+',
      'GNU General Public License 3',
      'not stated',
      'Apache-2.0; source not stated',
      'Unknown',
      '',
      '  ',
    ],
  ])('leave out a recording under "%s"', async (licence) => {
    const noise = `file,licence\nrain.flac,CC0 1.0\ndog.flac,"${licence}"\n`;
    const data = folderWith({ 'noise/index.csv': noise });
    expect(await listNoises(data)).toEqual([{ path: join(data, 'noise/rain.flac'), licence: 'CC0 1.0' }]);
  });

  it.each([
    ...['CC BY 4.0 (somebody, somewhere; licence not restated)', 'public domain NPS', 'Apache-2.0', 'MIT'],
    ...['CC0 (author unknown)', 'Unlicense', 'CC BY 3.0 (USA)'],
  ])('take a recording under "%s"', async (licence) => {
    const data = folderWith({ 'noise/index.csv': `\ufefffile,licence\ndog.flac,"${licence}"\n` });
    expect(await listNoises(data)).toEqual([{ path: join(data, 'noise/dog.flac'), licence }]);
  });

  it('are refused without a column of licences, and where one has no name', async () => {
    const index = (text: string) => listNoises(folderWith({ 'music/index.csv': text }));
    await expect(index('file\nx.wav\n')).rejects.toThrow('music/index.csv has no column "licence"');
    await expect(index('file,licence\n,CC0\n')).rejects.toThrow('music/index.csv, line 2: file is empty');
  });

  const shipped = corpora ?? '';
  it.skipIf(!existsSync(join(shipped, 'noise')))(
    'of the shipped models are the 26 that their card counts',
    async () => {
      const all = [...(await listNoises(shipped)), ...(await listRooms(shipped))];
      expect(all).toHaveLength(26);
      const card = readFileSync(join(ROOT, 'models/general/README.md'), 'utf8');
      expect(card).toContain(`${all.length} recordings`);
      for (const { licence } of all) expect(card).toContain(licence);
    },
  );

  it('take the responses of rooms, not of effects', async () => {
    const data = folderWith({
      'rir/index.csv': 'file,licence\nkitchen.flac,Apache-2.0\ncosmic-ping.flac,Apache-2.0\n',
    });
    expect((await listRooms(data)).map(({ path }) => path)).toEqual([join(data, 'rir/kitchen.flac')]);
  });

  it('may be missing', async () => {
    expect(await listNoises(folderWith({}))).toEqual([]);
  });
});
