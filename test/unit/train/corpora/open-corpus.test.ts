import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { speakersOf } from '../../../../src/train/corpora/corpus.js';
import {
  describeCorpus,
  openCorpora,
  openCorpus,
  type OpenedCorpus,
} from '../../../../src/train/corpora/open-corpus.js';
import { weightsLicence } from '../../../../src/train/export/weights-licence.js';
import { corpora } from '../../../support/corpora.js';
import { folderWith } from '../../../support/folder-with.js';

type Files = Readonly<Record<string, string>>;

const each = (names: readonly string[], paths: (name: string) => readonly string[]): Files =>
  Object.fromEntries(names.flatMap(paths).map((path) => [path, '']));

function count({ clips, labels }: OpenedCorpus): string {
  return labels
    .map((label) => `${label} ${clips.filter(({ emotion }) => emotion === label).length}`)
    .join(', ');
}

const EMODB = each(['W', 'L', 'E', 'A', 'F', 'N', 'T'], (letter) => [
  `wav/03a01${letter}a.wav`,
  `wav/14b03${letter}b.wav`,
]);
const INDEX = 'file,speaker,sex,emotion\na.wav,x,female,angry\nb.flac,y,m,happy\n';

describe('official layouts', () => {
  it.each<[name: string, files: Files, counts: string, one: readonly string[]]>([
    [
      'emodb',
      { ...EMODB, 'wav/notes.txt': '', 'wav/._03a01Wa.wav': '' },
      'anger 2, boredom 2, disgust 2, fear 2, happiness 2, neutral 2, sadness 2',
      ['14b03Wb', '14', 'female', 'anger', 'wav/14b03Wb.wav'],
    ],
    [
      'ravdess',
      {
        ...each(['01', '02', '03', '04', '05', '06', '07', '08'], (emotion) => [
          `Audio_Speech_Actors_01-24/Actor_01/03-01-${emotion}-01-02-01-01.wav`,
          `Audio_Speech_Actors_01-24/Actor_02/03-01-${emotion}-01-02-01-02.wav`,
        ]),
        'Actor_01/03-02-05-01-02-01-01.wav': 'a song',
      },
      'neutral 2, calm 2, happiness 2, sadness 2, anger 2, fear 2, disgust 2, surprise 2',
      [
        '03-01-05-01-02-01-02',
        '02',
        'female',
        'anger',
        'Audio_Speech_Actors_01-24/Actor_02/03-01-05-01-02-01-02.wav',
      ],
    ],
    [
      'nemo',
      {
        'data.tsv':
          'file_id\temotion\traw_text\tnormalized_text\tspeaker_id\tgender\tage\n' +
          ['anger', 'fear', 'happiness', 'neutral', 'sadness', 'surprised']
            .flatMap((word) => [
              `SB0_${word}_1.wav\t${word}\tCzy "to\tczy to\t SB0\tfemale\t21`,
              `MP0_${word}_1.wav\t${word}\tCzy to\tczy to\t MP0\tmale\t22`,
            ])
            .join('\n'),
      },
      'anger 2, fear 2, happiness 2, neutral 2, sadness 2, surprise 2',
      ['SB0_surprised_1', 'SB0', 'female', 'surprise', 'samples/SB0_surprised_1.wav'],
    ],
    [
      'crema-d',
      each(['ANG', 'DIS', 'FEA', 'HAP', 'NEU', 'SAD'], (code) => [
        `AudioWAV/1001_DFA_${code}_XX.wav`,
        `AudioWAV/1091_IEO_${code}_HI.wav`,
        `AudioWAV/1040_ITH_${code}_X.wav`,
      ]),
      'anger 3, disgust 3, fear 3, happiness 3, neutral 3, sadness 3',
      ['1091_IEO_HAP_HI', '1091', 'female', 'happiness', 'AudioWAV/1091_IEO_HAP_HI.wav'],
    ],
    [
      'tess',
      {
        ...each(['angry', 'disgust', 'fear', 'happy', 'ps', 'sad'], (word) => [
          `OAF_${word}/OAF_back_${word}.wav`,
          `YAF_${word}/YAF_back_${word}.wav`,
        ]),
        'OAF_neutral/OA_bite_neutral.wav': '',
      },
      'anger 2, disgust 2, fear 2, happiness 2, neutral 1, surprise 2, sadness 2',
      ['OA_bite_neutral', 'OAF', 'female', 'neutral', 'OAF_neutral/OA_bite_neutral.wav'],
    ],
    [
      'savee',
      each(['a', 'd', 'f', 'h', 'n', 'sa', 'su'], (code) => [
        `AudioData/DC/${code}01.wav`,
        `AudioData/JE/${code}01.wav`,
        `KL_${code}01.wav`,
      ]),
      'anger 3, disgust 3, fear 3, happiness 3, neutral 3, sadness 3, surprise 3',
      ['DC_sa01', 'DC', 'male', 'sadness', 'AudioData/DC/sa01.wav'],
    ],
  ])('%s', async (name, files, counts, [clip, speaker, sex, emotion, path]) => {
    const folder = folderWith(files);
    const corpus = await openCorpus(name, folder);
    expect(count(corpus)).toBe(counts);
    expect(corpus.clips).toContainEqual({
      ...{ corpus: name, name: clip, speaker, sex, emotion },
      path: join(folder, path ?? ''),
    });
  });
});

describe('several corpora', () => {
  it('are others each, whatever their names', async () => {
    const data = folderWith({ 'mine/index.csv': INDEX, 'yours/index.csv': INDEX });
    expect(await openCorpora(['mine', 'yours'], data)).toHaveLength(2);
    await expect(openCorpora(['mine', 'yours'], join(data, 'mine'))).rejects.toThrow(
      `the corpora mine and yours are one: both lie in ${join(data, 'mine')}`,
    );
  });
});

describe('a folder with an index.csv', () => {
  it('is a corpus: its classes are those that occur, in the shared vocabulary', async () => {
    const data = folderWith({ 'mine/index.csv': INDEX });
    const corpus = await openCorpus('mine', data);
    expect(corpus).toMatchObject({ labels: ['anger', 'happiness'], licence: 'not stated' });
    expect(corpus.clips).toEqual([
      {
        ...{ corpus: 'mine', name: 'a', speaker: 'x', sex: 'female', emotion: 'anger' },
        path: join(data, 'mine/a.wav'),
      },
      {
        ...{ corpus: 'mine', name: 'b', speaker: 'y', sex: 'male', emotion: 'happiness' },
        path: join(data, 'mine/b.flac'),
      },
    ]);
  });

  it('may write emotions with capitals', async () => {
    const folder = folderWith({ 'index.csv': `${INDEX}c.wav,y,m,Sad\nd.wav,y,m,HAPPY\n` });
    const { clips, labels } = await openCorpus('mine', folder);
    expect(labels).toEqual(['anger', 'happiness', 'sadness']);
    expect(clips.map(({ emotion }) => emotion)).toEqual(['anger', 'happiness', 'sadness', 'happiness']);
  });

  it.each([
    ['all that its rows state', ['CC0-1.0', 'CC BY 4.0', 'CC0-1.0'], 'CC0-1.0; CC BY 4.0', 'CC-BY-4.0'],
    ['not stated where a row states none', ['CC0-1.0', '', ''], 'CC0-1.0; not stated', 'NOASSERTION'],
    ['not stated where no row states one', ['', '', ''], 'not stated', 'NOASSERTION'],
  ])('has a licence: %s', async (_, [one, other, third], licence, weights) => {
    const rows = [`a,x,f,sad,${one}`, `b,y,m,sad,${other}`, `c,y,m,happy,${third}`, 'd,y,m,,', 'e,x,f,,MIT'];
    const index = ['file,speaker,sex,emotion,licence', ...rows].join('\n');
    const corpus = await openCorpus('mine', folderWith({ 'index.csv': index }));
    expect(corpus.licence).toBe(licence);
    expect(weightsLicence([corpus.licence])).toBe(weights);
  });

  it('says how each word was read, and how many clips are left out for having none', async () => {
    const folder = folderWith({ 'index.csv': `${INDEX}c.wav,y,m,\n` });
    expect(describeCorpus(await openCorpus('mine', folder))).toBe(
      `mine in ${folder} (not stated): 2 clips of 2 speakers\n` +
        '  angry -> anger: 1\n  happy -> happiness: 1\n  (no word) -> left out: 1',
    );
  });

  it.each([
    ['a word that is no emotion', `${INDEX}c.wav,y,m,grumpy\n`, /c\.wav is labelled "grumpy", none of anger/],
    ['a sex that is none', `${INDEX}c.wav,y,mixed,sad\n`, /index\.csv, line 4: sex is "mixed"/],
    ['a column that is missing', 'file,speaker,emotion\na,b,sad\n', /index\.csv has no column "sex"/],
    ['no speaker', `${INDEX}c.wav,,m,sad\n`, /index\.csv, line 4: speaker is empty/],
    ['no file', `${INDEX},y,m,sad\n`, /index\.csv, line 4: file is empty/],
    ['a file by two paths', `${INDEX}./a.wav,y,m,sad\n`, /mine has the clip a twice/],
    ['no rows', 'file,speaker,sex,emotion\n', /index\.csv has no rows/],
    ['a row too short', `${INDEX}c.wav,y\n`, /index\.csv is no table: .*line 4/],
    ['one speaker', 'file,speaker,sex,emotion\na,x,f,sad\nb,x,f,happy\n', /mine has one speaker \(x\)/],
    ['a clip twice', `${INDEX}a.wav,y,m,sad\n`, /mine has the clip a twice/],
    ['no emotions', 'file,speaker,sex,emotion\na,x,f,\nb,y,m,\n', /mine has no clip with an emotion$/],
    [
      'a speaker of two sexes',
      `${INDEX}c.wav,x,m,sad\n`,
      /mine has the speaker x as female in a and as male in c$/,
    ],
  ])('is refused for %s', async (_, text, message) => {
    await expect(openCorpus('mine', folderWith({ 'index.csv': text }))).rejects.toThrow(message);
  });
});

describe('opening a corpus', () => {
  it('takes its own folder or the one that holds it by name, whatever the case and dashes', async () => {
    const folder = folderWith(EMODB);
    const data = folderWith({});
    mkdirSync(join(data, 'other'));
    renameSync(folder, join(data, 'Emo_DB'));
    const byName = await openCorpus('emodb', data);
    expect(byName.clips).toHaveLength(14);
    expect(await openCorpus('emodb', join(data, 'Emo_DB'))).toEqual(byName);
    // An index would be read under any name.
    await expect(openCorpus('crema-d', join(data, 'Emo_DB'))).rejects.toThrow('that is the folder of emodb');
  });

  it.each([
    ['emodb', /no emodb in .*03a01Fa\.wav.*index\.csv.*emodb\.bilderbar\.info; licence: CC0/],
    ['iemocap', /Session1\/dialog\/EmoEvaluation.*sail\.usc\.edu.*to be signed/],
    ['crema-d', /AudioWAV\/1001_DFA_ANG_XX\.wav.*github\.com.*ODbL/],
    ['ravdess', /Actor_01\/03-01-.*zenodo\.org.*CC BY-NC-SA 4\.0/],
    ['nemo', /data\.tsv.*github\.com.*CC BY-NC-SA 4\.0/],
    ['tess', /OAF_.*doi\.org.*licence: CC BY-NC-ND 4\.0/],
    ['savee', /AudioData.*licence: free for research, after registration/],
    ['nonesuch', /no corpus "nonesuch": it is none of emodb, iemocap/],
  ])(
    'says of a missing %s what it looked for, where to get it and under which licence',
    async (name, message) => {
      await expect(openCorpus(name, folderWith({}))).rejects.toThrow(message);
      await expect(openCorpus(name, '/nowhere')).rejects.toThrow(message);
    },
  );

  it('refuses a class without clips', async () => {
    const files = Object.entries(EMODB).filter(([path]) => !/\d[LE]/.test(path));
    await expect(openCorpus('emodb', folderWith(Object.fromEntries(files)))).rejects.toThrow(
      'emodb has no clip of boredom, disgust',
    );
  });

  it('refuses a clip that is there twice, as training and test would share it', async () => {
    await expect(openCorpus('emodb', folderWith({ ...EMODB, 'copy/03a01Wa.wav': '' }))).rejects.toThrow(
      /emodb has the clip 03a01Wa twice: .*copy.*wav/,
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
    expect(count(corpus)).toBe(counts);
    expect(speakersOf(corpus.clips)).toHaveLength(speakers);
  });

  it.skipIf(corpora === undefined)('reads from EmoDB’s file names what its index says', async () => {
    const byIndex = await openCorpus('emodb', corpora ?? '');
    const names = Object.fromEntries(byIndex.clips.map(({ name }) => [`wav/${name}.wav`, '']));
    const byName = await openCorpus('emodb', folderWith(names));
    const facts = ({ clips }: OpenedCorpus): readonly string[] =>
      clips.map(({ name, speaker, sex, emotion }) => `${name} ${speaker} ${sex} ${emotion}`).sort();
    expect(facts(byName)).toEqual(facts(byIndex));
  });
});
