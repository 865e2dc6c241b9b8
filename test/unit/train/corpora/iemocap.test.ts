import { describe, expect, it } from 'vitest';
import { openCorpus } from '../../../../src/train/corpora/open-corpus.js';
import { folderWith } from '../../../support/folder-with.js';

const RATED = {
  ang: 'Anger',
  exc: 'Excited',
  fru: 'Frustration',
  hap: 'Happiness',
  neu: 'Neutral',
  sad: 'Sadness',
  oth: 'Other',
} as const;

/** A turn as the evaluation files have it: the majority's word, three listeners, the actor's own opinion and a rating by numbers. */
function turn(name: string, word: string, heard: readonly string[]): string {
  const ratings = heard.map((words, index) => `C-E${index + 1}:\t${words};\t()`);
  return [
    `[6.2901 - 8.2357]\t${name}\t${word}\t[2.5000, 2.5000, 2.5000]`,
    ...ratings,
    'C-F1:\tSurprise;\t()',
    'A-E3:\tval 3; act 2; dom  2;\t()',
    'A-F1:\tval 3; act 2; dom  1;\t()',
    '',
  ].join('\n');
}

interface Dialogue {
  readonly name: string;
  readonly turns: readonly (readonly [word: string, heard: readonly string[]])[];
}

/** The evaluation file of a dialogue, and its path; turns go to the woman and the man by turns. */
function evaluation({ name, turns }: Dialogue): [string, string] {
  const lines = turns.map(([word, heard], index) => {
    const number = String(Math.floor(index / 2)).padStart(3, '0');
    return turn(`${name}_${index % 2 === 0 ? 'F' : 'M'}${number}`, word, heard);
  });
  const head = '% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n';
  return [`Session${name[4]}/dialog/EmoEvaluation/${name}.txt`, `${head}\n${lines.join('\n')}`];
}

const all = (word: keyof typeof RATED): [string, string[]] => [word, Array<string>(3).fill(RATED[word])];
const repeat = (turns: readonly Dialogue['turns'][number][], times: number): Dialogue['turns'] =>
  Array.from({ length: times }, () => turns).flat();

/** 31 to 328 turns of each word that all agree on, dealt to five sessions, among others that do not count. */
const COUNTS = { ang: 71, exc: 178, fru: 271, hap: 31, neu: 328, sad: 265 } as const;

function wholeTree(): string {
  const words = Object.entries(COUNTS).flatMap(([word, times]) =>
    Array<keyof typeof COUNTS>(times).fill(word as keyof typeof COUNTS),
  );
  const dialogues = [1, 2, 3, 4, 5].flatMap((session): Dialogue[] => [
    {
      name: `Ses0${session}F_impro01`,
      turns: words.filter((_, index) => index % 5 === session - 1).map((word) => all(word)),
    },
    {
      name: `Ses0${session}M_impro02`,
      turns: [
        ['xxx', ['Anger', 'Frustration', 'Neutral']],
        all('oth'),
        ['ang', ['Anger', 'Anger', 'Frustration']],
        ['sad', ['Sadness', 'Sadness; Neutral', 'Sadness']],
        ['neu', []],
      ],
    },
    { name: `Ses0${session}F_script01_1b`, turns: repeat([all('ang'), all('sad')], 10) },
  ]);
  return folderWith({
    ...Object.fromEntries(dialogues.map(evaluation)),
    'Session1/dialog/EmoEvaluation/._Ses01F_impro01.txt': evaluation({
      name: 'Ses01F_impro09',
      turns: [all('ang')],
    })[1],
    'Session1/dialog/EmoEvaluation/Categorical/Ses01F_impro01_e1_cat.txt': 'Ses01F_impro01_F000 :Anger; ()',
  });
}

describe('IEMOCAP', () => {
  it('has the six classes of the paper: improvised turns that all listeners heard alike', async () => {
    const { clips, labels, mapping } = await openCorpus('iemocap', wholeTree());
    expect(labels).toEqual(['anger', 'excitement', 'frustration', 'happiness', 'neutral', 'sadness']);
    const counts = labels.map((label) => clips.filter(({ emotion }) => emotion === label).length);
    expect(counts).toEqual([71, 178, 271, 31, 328, 265]);
    expect(mapping).toContainEqual({ word: 'raters disagree', emotion: null, clips: 15 });
    expect(mapping).toContainEqual({ word: 'scripted', emotion: null, clips: 100 });
    expect(mapping).toContainEqual({ word: 'xxx', emotion: null, clips: 5 });
    expect(mapping).toContainEqual({ word: 'oth', emotion: null, clips: 5 });
  });

  it('has the common four classes: all turns by their majority, excitement as happiness', async () => {
    const { clips, labels } = await openCorpus('iemocap-4', wholeTree());
    expect(labels).toEqual(['anger', 'happiness', 'neutral', 'sadness']);
    const counts = labels.map((label) => clips.filter(({ emotion }) => emotion === label).length);
    expect(counts).toEqual([71 + 5 + 50, 31 + 178, 328 + 5, 265 + 5 + 50]);
  });

  it('knows who speaks: the session and the letter before the number, not the one whose motions were recorded', async () => {
    const turns = (['ang', 'exc', 'fru', 'hap', 'neu', 'sad'] as const).map((word) => all(word));
    const folder = folderWith({
      ...Object.fromEntries(
        [evaluation({ name: 'Ses03M_impro05a', turns })].map(([path, text]) => [
          `IEMOCAP_full_release/${path}`,
          text.replaceAll('\n', '\r\n'),
        ]),
      ),
    });
    const { clips } = await openCorpus('iemocap', folder);
    expect(clips[1]).toEqual({
      corpus: 'iemocap',
      name: 'Ses03M_impro05a_M000',
      path: `${folder}/IEMOCAP_full_release/Session3/sentences/wav/Ses03M_impro05a/Ses03M_impro05a_M000.wav`,
      speaker: '03M',
      sex: 'male',
      emotion: 'excitement',
    });
    expect(clips[0]).toMatchObject({ speaker: '03F', sex: 'female', emotion: 'anger' });
  });
});
