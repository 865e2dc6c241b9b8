/**
 * Any folder of recordings with an index.csv: one row a file, with the columns file, speaker, sex and emotion; `licence` where there is one.
 * @module
 */
import { join, posix } from 'node:path';
import type { Emotion } from '../../core/emotions.js';
import type { CorpusLayout, LabelledFile } from './corpus-layout.js';
import { demandValue, readSex, readTable } from './table.js';

const COLUMNS = ['file', 'speaker', 'sex', 'emotion'] as const;
const UNSTATED = 'not stated';

/** Words that an index may use: those of the shared vocabulary, and their everyday forms. A row without a word is left out. */
export const COMMON_WORDS: Readonly<Record<string, Emotion | null>> = {
  anger: 'anger',
  angry: 'anger',
  boredom: 'boredom',
  bored: 'boredom',
  calm: 'calm',
  disgust: 'disgust',
  disgusted: 'disgust',
  excitement: 'excitement',
  excited: 'excitement',
  fear: 'fear',
  fearful: 'fear',
  frustration: 'frustration',
  frustrated: 'frustration',
  happiness: 'happiness',
  happy: 'happiness',
  neutral: 'neutral',
  sadness: 'sadness',
  sad: 'sadness',
  surprise: 'surprise',
  surprised: 'surprise',
  '': null,
};

/** The path of a folder's index. */
export function indexOf(folder: string): string {
  return join(folder, 'index.csv');
}

/**
 * The recordings that the folder's index names; `null` when it has none.
 * @throws EmotionError `invalid-argument` naming the line that is wrong.
 */
export async function listByIndex(folder: string): Promise<LabelledFile[] | null> {
  const path = indexOf(folder);
  const rows = await readTable(path, { delimiter: ',', columns: COLUMNS });
  if (rows === null) return null;
  return rows.map(({ values, line }) => {
    const where = `${path}, line ${line}`;
    // "./a.wav" is "a.wav".
    const file = posix.normalize(demandValue(values.file, `${where}: file`));
    return {
      name: file.replace(/\.\w+$/, ''),
      path: join(folder, file),
      speaker: demandValue(values.speaker, `${where}: speaker`),
      sex: readSex(values.sex, where),
      word: values.emotion,
    };
  });
}

/** The layout of a corpus that only its index describes: its classes are those that occur. */
export async function layoutOfIndex(name: string, folder: string): Promise<CorpusLayout> {
  const files = (await listByIndex(folder)) ?? [];
  const used = new Set(files.map(({ word }) => word.toLowerCase()));
  return {
    name,
    licence: await licencesOf(folder),
    source: 'wherever its index.csv is from',
    looksFor: 'index.csv with the columns file, speaker, sex and emotion',
    words: Object.fromEntries(Object.entries(COMMON_WORDS).filter(([word]) => used.has(word))),
    list: () => Promise.resolve(files),
  };
}

/** All licences of the rows with an emotion, where the index has a column for them. What one row states licenses no other. */
async function licencesOf(folder: string): Promise<string> {
  const columns = ['licence', 'emotion'] as const;
  const rows = await readTable(indexOf(folder), { delimiter: ',', columns }).catch(() => null);
  const used = (rows ?? []).filter(({ values }) => values.emotion !== '');
  const licences = new Set(used.map(({ values }) => values.licence || UNSTATED));
  return [...licences].join('; ') || UNSTATED;
}
