/**
 * IEMOCAP (Busso et al., Language Resources and Evaluation 42(4), 2008): five sessions of a man and a woman each, improvised and scripted.
 * A dialogue's turns and their ratings stand in Session1/dialog/EmoEvaluation/Ses01F_impro01.txt.
 * @module
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listIfThere } from '../run/read-file.js';
import type { CorpusLayout, LabelledFile } from './corpus-layout.js';

/** One turn of a dialogue as the evaluation file has it. */
interface Turn {
  readonly name: string;
  /** The majority's word, such as `neu`; `xxx` where there is none. */
  readonly word: string;
  /** What each listener heard; those who named two emotions named both. The actors' own ratings are not among them. */
  readonly ratings: readonly (readonly string[])[];
}

/** [start - end] TAB turn TAB word TAB [valence, activation, dominance] */
const HEAD = /^\[[\d.]+ - [\d.]+\]\t(\w+)\t(\w+)\t/;
/** C-E1 TAB Neutral; Sadness; TAB (comment): the listeners are E1 to E6, C-F1 and C-M1 are the actors. */
const RATING = /^C-E\d+:\t([^\t(]*)/;
/** Session, whose motions the dialogue recorded, the kind of dialogue, who speaks in this turn. */
const TURN = /^Ses(\d{2})[FM]_(impro|script)\w*_([FM])\d{3}$/;

const SHARED = {
  folder: 'iemocap',
  licence: 'IEMOCAP licence, to be signed: research only, no redistribution',
  source: 'https://sail.usc.edu/iemocap/iemocap_release.htm',
  looksFor:
    'Session1/dialog/EmoEvaluation/Ses01F_impro01.txt and Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_F000.wav',
} as const;

const UNUSED = { sur: null, fea: null, dis: null, oth: null, xxx: null } as const;
const SCRIPTED = 'scripted';
const DISAGREEMENT = 'raters disagree';

/** The six classes of Zhao, Mao & Chen (2019): improvised turns that all listeners heard alike, 1144 clips of 10 speakers. */
export const IEMOCAP: CorpusLayout = {
  ...SHARED,
  name: 'iemocap',
  words: {
    ang: 'anger',
    exc: 'excitement',
    fru: 'frustration',
    hap: 'happiness',
    neu: 'neutral',
    sad: 'sadness',
    ...UNUSED,
    [SCRIPTED]: null,
    [DISAGREEMENT]: null,
  },
  list: listTurns((turn) => {
    if (!turn.name.includes('_impro')) return SCRIPTED;
    return turn.word in UNUSED || agree(turn.ratings) ? turn.word : DISAGREEMENT;
  }),
};

/** The common four classes: all turns, by the majority's word, excitement counted as happiness; 5531 clips of 10 speakers. */
export const IEMOCAP_4: CorpusLayout = {
  ...SHARED,
  name: 'iemocap-4',
  words: {
    ang: 'anger',
    hap: 'happiness',
    exc: 'happiness',
    excitement: 'happiness',
    neu: 'neutral',
    sad: 'sadness',
    fru: null,
    ...UNUSED,
  },
  list: listTurns(({ word }) => word),
};

function agree(ratings: Turn['ratings']): boolean {
  const [first] = ratings[0] ?? [];
  return ratings.length > 1 && ratings.every((words) => words.length === 1 && words[0] === first);
}

function listTurns(wordOf: (turn: Turn) => string): CorpusLayout['list'] {
  return async (folder) => {
    const roots = [folder, join(folder, 'IEMOCAP_full_release')];
    const sessions = roots.flatMap((root) => [1, 2, 3, 4, 5].map((number) => join(root, `Session${number}`)));
    const lists = await Promise.all(sessions.map((session) => listSession(session, wordOf)));
    return lists.flat();
  };
}

async function listSession(session: string, wordOf: (turn: Turn) => string): Promise<LabelledFile[]> {
  const folder = join(session, 'dialog', 'EmoEvaluation');
  const names = (await listIfThere(folder)).map(({ name }) => name);
  const files = names.filter((name) => /^Ses\w+\.txt$/.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap(readTurns).flatMap((turn) => {
    const [, number, , sex] = TURN.exec(turn.name) ?? [];
    if (number === undefined || sex === undefined) return [];
    const dialogue = turn.name.slice(0, turn.name.lastIndexOf('_'));
    return {
      name: turn.name,
      path: join(session, 'sentences', 'wav', dialogue, `${turn.name}.wav`),
      speaker: `${number}${sex}`,
      sex: sex === 'F' ? 'female' : 'male',
      word: wordOf(turn),
    };
  });
}

function readTurns(text: string): Turn[] {
  const turns: (Turn & { ratings: (readonly string[])[] })[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, name, word] = HEAD.exec(line) ?? [];
    if (name !== undefined && word !== undefined) turns.push({ name, word, ratings: [] });
    const rating = RATING.exec(line)?.[1];
    if (rating !== undefined) turns.at(-1)?.ratings.push(namedIn(rating));
  }
  return turns;
}

function namedIn(rating: string): string[] {
  return rating
    .split(';')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
