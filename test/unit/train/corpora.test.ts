import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { speakersOf, type Corpus } from '../../../src/train/corpora/corpus.js';
import { openCorpus } from '../../../src/train/corpora/open-corpus.js';
import { listNoises, listRooms } from '../../../src/train/corpora/backgrounds.js';
import { checkNoLeak, splitBySpeaker } from '../../../src/train/corpora/split.js';
import { corpora } from '../../support/corpora.js';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const EMODB = Object.fromEntries(
  ['03a01', '14b03'].flatMap((start) =>
    Array.from('WLEAFNT', (letter) => [`wav/${start}${letter}a.wav`, '']),
  ),
);

const count = ({ clips }: Corpus): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { emotion } of clips) counts[emotion] = (counts[emotion] ?? 0) + 1;
  return counts;
};

describe('a corpus', () => {
  it('is read in its official layout: speaker, sex and emotion stand in the file name', async () => {
    const { clips, labels } = await openCorpus('emodb', folderWith({ ...EMODB, 'wav/notes.txt': '' }));
    expect(clips).toHaveLength(14);
    expect(clips).toContainEqual({
      ...{ corpus: 'emodb', name: '03a01Fa', speaker: '03', sex: 'male', emotion: 'happiness' },
      path: expect.stringContaining('wav/03a01Fa.wav') as string,
    });
    expect(labels).toEqual(['anger', 'boredom', 'disgust', 'fear', 'happiness', 'neutral', 'sadness']);
  });

  it('says what it looked for and where to get it when it is missing', async () => {
    await expect(openCorpus('emodb', folderWith({}))).rejects.toThrow(
      /03a01Fa\.wav.*emodb\.bilderbar\.info.*CC0/,
    );
  });

  it.skipIf(corpora === undefined).each([
    ['emodb', 10, 'anger 127, boredom 81, disgust 46, fear 69, happiness 71, neutral 79, sadness 62'],
    [
      'ravdess',
      24,
      'neutral 96, calm 192, happiness 192, sadness 192, anger 192, fear 192, disgust 192, surprise 192',
    ],
    ['nemo', 5, 'anger 216, fear 209, happiness 216, neutral 250, sadness 227, surprise 221'],
  ])('%s, by its index, has %i speakers and the customary counts', async (name, speakers, counts) => {
    const corpus = await openCorpus(name, corpora ?? '');
    const counted = count(corpus);
    expect(corpus.labels.map((label) => `${label} ${counted[label]}`).join(', ')).toBe(counts);
    expect(speakersOf(corpus.clips)).toHaveLength(speakers);
    expect(await openCorpus(name, join(corpora ?? '', name))).toEqual(corpus);
  });
});

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
  it('leave out recordings that are non-commercial, under the GPL, or of unknown licence', async () => {
    const data = folderWith({
      'noise/index.csv':
        'file,licence\nrain.flac,"CC BY 4.0 (somebody, somewhere)"\ndog.flac,CC BY-NC\nkeys.flac,GPL-2+\n',
      'rir/index.csv': 'file,licence\nkitchen.flac,Apache-2.0\ncosmic-ping.flac,Apache-2.0\n',
    });
    expect((await listNoises(data)).map(({ path }) => path)).toEqual([join(data, 'noise/rain.flac')]);
    expect((await listRooms(data)).map(({ path }) => path)).toEqual([join(data, 'rir/kitchen.flac')]);
  });

  it('may be missing', async () => {
    expect(await listNoises(folderWith({}))).toEqual([]);
  });
});
