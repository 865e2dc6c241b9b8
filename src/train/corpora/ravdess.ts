import { listByName, type CorpusLayout } from './corpus-layout.js';

/** Modality 03 (sound alone), channel 01 (speech; 02 is song), emotion, intensity, statement, repetition, actor. */
const NAME = /(?:^|\/)03-01-(\d{2})-\d{2}-\d{2}-\d{2}-(\d{2})$/;

/**
 * RAVDESS (Livingstone & Russo, PLoS ONE 13(5), 2018), speech, sound alone: 1440 clips, 24 actors (odd numbers are men), 8 emotions.
 * Its film and song files are passed over.
 */
export const RAVDESS: CorpusLayout = {
  name: 'ravdess',
  licence: 'CC BY-NC-SA 4.0',
  source: 'https://zenodo.org/records/1188976 (Audio_Speech_Actors_01-24.zip)',
  looksFor: 'files such as Actor_01/03-01-05-01-02-01-01.wav',
  words: {
    '01': 'neutral',
    '02': 'calm',
    '03': 'happiness',
    '04': 'sadness',
    '05': 'anger',
    '06': 'fear',
    '07': 'disgust',
    '08': 'surprise',
  },
  list: listByName((path) => {
    const [, word, speaker] = NAME.exec(path) ?? [];
    if (speaker === undefined || word === undefined) return null;
    return { speaker, sex: Number(speaker) % 2 === 1 ? 'male' : 'female', word };
  }),
};
