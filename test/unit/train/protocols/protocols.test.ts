import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Emotion } from '../../../../src/core/emotions.js';
import {
  clipKey,
  speakerKey,
  speakersOf,
  type Clip,
  type Corpus,
} from '../../../../src/train/corpora/corpus.js';
import { openCorpus } from '../../../../src/train/corpora/open-corpus.js';
import { checkFolds, type Fold } from '../../../../src/train/protocols/fold.js';
import { withoutTest } from '../../../../src/train/protocols/inner.js';
import { planFolds, type FoldRequest } from '../../../../src/train/protocols/protocols.js';
import { readSplit, splitHash, splitText, writeSplit } from '../../../../src/train/protocols/split-file.js';
import { corpora } from '../../../support/corpora.js';

const LABELS: readonly Emotion[] = ['anger', 'happiness', 'neutral', 'sadness'];

/** Speakers "01", "02" ... (odd ones are men, as in RAVDESS), each with `each` clips of every emotion. */
function made(speakers: number, { name = 'made', each = 2, labels = LABELS } = {}): Corpus {
  const clips = Array.from({ length: speakers }, (_, s) =>
    labels.flatMap((emotion) =>
      Array.from({ length: each }, (_, take): Clip => {
        const speaker = String(s + 1).padStart(2, '0');
        const sex = s % 2 === 0 ? 'male' : 'female';
        return { corpus: name, name: `${speaker}-${emotion}-${take}`, path: '', speaker, sex, emotion };
      }),
    ),
  );
  return { name, licence: '', labels, clips: clips.flat() };
}

const ask = (...corpora: Corpus[]): FoldRequest => ({ corpora, labels: null, seeds: [1], heldOut: null });
const speakers = (clips: readonly Clip[]): string[] => [...new Set(clips.map(speakerKey))].sort();

describe('the protocols', () => {
  it('paper-sd takes a fifth of the clips at random, with even classes, another fifth for each seed', () => {
    const plan = planFolds('paper-sd', { ...ask(made(5, { each: 5 })), seeds: [1, 2] });
    const [one, two] = plan.folds as [Fold, Fold];
    expect(one.test).toHaveLength(20);
    for (const label of LABELS) expect(one.test.filter(({ emotion }) => emotion === label)).toHaveLength(5);
    expect(one.validation).toEqual(one.test);
    expect(one.test.map(clipKey)).not.toEqual(two.test.map(clipKey));
    expect(planFolds('paper-sd', ask(made(5, { each: 5 }))).folds[0]).toEqual(one);
    expect(plan).toMatchObject({ speakerDependent: true, validatesOnTest: true });
  });

  it('paper-si holds two speakers out, who must be named for corpora that the paper does not have', () => {
    const request = { ...ask(made(4)), heldOut: ['02', '03'] };
    const [fold] = planFolds('paper-si', request).folds as [Fold];
    expect(speakersOf(fold.test)).toEqual(['02', '03']);
    expect(speakersOf(fold.train)).toEqual(['01', '04']);
    expect(() => planFolds('paper-si', ask(made(4)))).toThrow('which speakers of made');
    expect(() => planFolds('paper-si', { ...request, heldOut: ['99'] })).toThrow('no speaker "99"');
    expect(() => planFolds('paper-si', ask(made(4), made(4, { name: 'other' })))).toThrow('one corpus');
  });

  it('loso tests everybody once, and lets a man and a woman of the others choose', () => {
    const { folds } = planFolds('loso', ask(made(6)));
    expect(folds.map(({ test }) => speakersOf(test))).toEqual(
      ['01', '02', '03', '04', '05', '06'].map((speaker) => [speaker]),
    );
    expect(folds.map(({ validation }) => speakersOf(validation).join())).toEqual([
      '02,03', '03,04', '04,05', '05,06', '01,06', '01,02',
    ]); // prettier-ignore
    expect(() => planFolds('loso', ask(made(2)))).toThrow(
      'nobody left to train on when made/01 is tested and made/02 would choose the epoch; made has 2 speakers',
    );
    expect(() => planFolds('loso', ask(made(3)))).toThrow('made/02 and made/03 would choose the epoch');
  });

  it('give folds the names of speakers in any script', () => {
    const names = ['Анна', 'Борис', '王芳', '王 伟', 'सीता', 'सूता'];
    const corpus = made(6);
    const clips = corpus.clips.map((clip) => ({ ...clip, speaker: names[Number(clip.speaker) - 1] ?? '' }));
    const request = ask({ ...corpus, clips });
    const loso = planFolds('loso', request).folds.map(({ name }) => name);
    const wanted = ['Анна', 'Борис', '王芳', '王-伟', 'सीता', 'सूता'].map((name) => `made-${name}`);
    expect(loso.sort()).toEqual(wanted.sort());
    const { folds } = planFolds('paper-si', { ...request, heldOut: ['Анна', 'Борис'] });
    expect(folds.map(({ name }) => name)).toEqual(['Анна+Борис']);
    const plan = { protocol: 'mine', speakerDependent: false, validatesOnTest: false, labels: LABELS };
    for (const name of ['Анна/Борис', '..', '-Анна', ''])
      expect(() => checkFolds({ ...plan, folds: [{ ...folds[0], name } as Fold] })).toThrow(
        `mine has a fold called "${name}", which cannot be a folder's name`,
      );
  });

  it('actors makes six folds of two men and two women', () => {
    const { folds } = planFolds('actors', ask(made(24)));
    expect(folds).toHaveLength(6);
    for (const { train, validation, test } of folds) {
      expect(new Set(test.map(({ speaker, sex }) => `${speaker}${sex}`)).size).toBe(4);
      expect(speakersOf(test.filter(({ sex }) => sex === 'female'))).toHaveLength(2);
      expect([train, validation, test].map((part) => speakersOf(part).length)).toEqual([16, 4, 4]);
    }
    expect(new Set(folds.flatMap(({ test }) => speakersOf(test))).size).toBe(24);
    expect(() => planFolds('actors', ask(made(5)))).toThrow('made has 3 and 2');
  });

  it('cross trains on the other corpora alone, on four classes', () => {
    const one = made(4, { name: 'one', labels: [...LABELS, 'fear'] });
    const { folds, labels } = planFolds('cross', ask(one, made(4, { name: 'two' })));
    expect(labels).toEqual(LABELS);
    expect(folds.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(folds[0]?.test.some(({ emotion }) => emotion === 'fear')).toBe(false);
    for (const { name, train, validation, test } of folds) {
      expect(new Set(test.map(({ corpus }) => corpus))).toEqual(new Set([name]));
      expect([...train, ...validation].some(({ corpus }) => corpus === name)).toBe(false);
    }
    expect(() => planFolds('cross', ask(one))).toThrow('two corpora');
  });

  it('name a class without clips', () => {
    const request = { ...ask(made(4)), labels: ['anger', 'fear'] as const };
    expect(() => planFolds('loso', request)).toThrow('no clip of fear in made');
    const [fold] = planFolds('loso', ask(made(4))).folds as [Fold];
    const train = fold.train.filter(({ emotion }) => emotion !== 'sadness');
    const plan = { protocol: 'mine', speakerDependent: false, validatesOnTest: false, labels: LABELS };
    expect(() => checkFolds({ ...plan, folds: [{ ...fold, train }] })).toThrow('no training clip of sadness');
  });

  it('throw on a speaker, and on a clip, with two parts', () => {
    const [fold] = planFolds('loso', ask(made(4))).folds as [Fold];
    const plan = { protocol: 'mine', speakerDependent: false, validatesOnTest: false, labels: LABELS };
    const [leak, ...rest] = fold.test as [Clip, ...Clip[]];
    const leaky = { ...plan, folds: [{ ...fold, train: [...fold.train, leak], test: rest }] };
    expect(() => checkFolds(leaky)).toThrow('speaker made/01 is in train and test');
    const twice = { ...plan, folds: [{ ...fold, train: [...fold.train, leak] }] };
    expect(() => checkFolds({ ...twice, speakerDependent: true })).toThrow(
      /clip made\/01-\S+ is in train and test/,
    );
  });

  it('choose settings without a test clip', () => {
    for (const name of ['paper-sd', 'paper-si', 'loso'] as const) {
      const plan = planFolds(name, { ...ask(made(6)), heldOut: ['05', '06'] });
      for (const fold of plan.folds) {
        const { train, validation } = withoutTest(fold, plan);
        const tested = new Set(fold.test.map(clipKey));
        expect([...train, ...validation].filter((clip) => tested.has(clipKey(clip)))).toEqual([]);
        expect(train.length * validation.length).toBeGreaterThan(0);
        if (!plan.speakerDependent)
          expect(speakers(train).filter((one) => speakers(validation).includes(one))).toEqual([]);
      }
    }
  });

  it.skipIf(corpora === undefined)("have the paper's counts on EmoDB", async () => {
    const emodb = await openCorpus('emodb', corpora ?? '');
    const counts = (name: 'paper-sd' | 'paper-si') =>
      planFolds(name, ask(emodb)).folds.map(({ train, test }) => [train.length, test.length]);
    expect(counts('paper-sd')).toEqual([[428, 107]]);
    expect(counts('paper-si')).toEqual([[444, 91]]);
    expect(planFolds('loso', ask(emodb)).folds).toHaveLength(10);
  });
});

describe('a split file', () => {
  const plan = planFolds('loso', ask(made(4)));
  const { clips } = made(4);
  const fileWith = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'split-')), 'split.json');
    writeFileSync(path, text);
    return path;
  };

  it('gives the same split back, whatever the order of the clips, under the same hash', async () => {
    const path = fileWith(splitText(plan));
    const again = await readSplit(path, [...clips].reverse());
    expect(again).toEqual(plan);
    expect(readFileSync(path, 'utf8')).toContain(splitHash(again));
  });

  it('is kept by a run that goes on: another one is refused', async () => {
    const path = fileWith(splitText(plan));
    await writeSplit(path, plan);
    const [first, second, ...others] = plan.folds;
    if (first === undefined || second === undefined) throw new RangeError('no folds');
    const other = { ...plan, folds: [{ ...first, test: second.test, train: [] }, second, ...others] };
    await expect(writeSplit(path, other)).rejects.toThrow(
      `is the split ${splitHash(plan)} that this run began with`,
    );
    expect(await readSplit(path, clips)).toEqual(plan);
  });

  it('may be written by hand, without a hash', async () => {
    const { hash, ...rest } = JSON.parse(splitText(plan)) as Record<string, unknown>;
    expect(hash).toBe(splitHash(plan));
    expect(splitHash(await readSplit(fileWith(JSON.stringify(rest)), clips))).toBe(hash);
  });

  it.each([
    ['changed', splitText(plan).replace('"seed": null', '"seed": 4'), 'changed after it was written'],
    ['no JSON', '{', 'is no JSON'],
    ['another file', '{"format": "x"}', 'is no split file: its format is "x"'],
    ['nothing for a fold', JSON.stringify({ ...JSON.parse(splitText(plan)) as object, folds: [null] }), 'a fold without name, train, validation or test: null'],
    ['called by the name of another protocol', JSON.stringify({ ...JSON.parse(splitText(plan)) as object, speakerDependent: true, hash: undefined }), 'is called loso, which has speakerDependent false'],
    ['a fold without a part', JSON.stringify({ ...JSON.parse(splitText(plan)) as object, folds: [{ name: 'a', train: [] }] }), 'a fold without'],
  ])('is refused when it is %s', async (_, text, message) => {
    await expect(readSplit(fileWith(text), clips)).rejects.toThrow(message);
  }); // prettier-ignore

  it('is refused when a clip is missing, or a speaker has two parts', async () => {
    await expect(readSplit(fileWith(splitText(plan)), clips.slice(1))).rejects.toThrow(
      'names the clip made/01-anger-0, which the corpora given do not have',
    );
    const rest = JSON.parse(splitText(plan)) as { hash?: string; folds: Record<string, string[]>[] };
    delete rest.hash;
    rest.folds[0]?.['train']?.push(rest.folds[0]['test']?.pop() ?? '');
    await expect(readSplit(fileWith(JSON.stringify(rest)), clips)).rejects.toThrow('speaker made/01');
    const twice = JSON.parse(splitText(plan)) as { hash?: string; folds: Record<string, string[]>[] };
    delete twice.hash;
    twice.folds[0]?.['train']?.push(twice.folds[0]['train'][0] ?? '');
    await expect(readSplit(fileWith(JSON.stringify(twice)), clips)).rejects.toThrow('is in train twice');
    await expect(readSplit('nowhere.json', clips)).rejects.toThrow('nowhere.json cannot be read');
  });
});
