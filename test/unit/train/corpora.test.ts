import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { speakersOf, type Corpus } from '../../../src/train/corpora/corpus.js';
import { listNoises, listRooms } from '../../../src/train/corpora/backgrounds.js';
import { checkNoLeak, splitBySpeaker } from '../../../src/train/corpora/split.js';
import { folderWith } from '../../support/folder-with.js';

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
