import { listByName, type CorpusLayout } from './corpus-layout.js';

const MALE = new Set(['03', '10', '11', '12', '15']);
const NAME = /(?:^|\/)(\d{2})[ab]\d{2}([WLEAFNT])[a-z]$/;

/**
 * Berlin EmoDB (Burkhardt et al., "A database of German emotional speech", Interspeech 2005): 535 clips, 10 speakers, 7 emotions.
 * A file name says all: 03a01Fa = speaker 03, text a01, emotion F (Freude), version a.
 */
export const EMODB: CorpusLayout = {
  name: 'emodb',
  licence: 'CC0-1.0 (re-release by audEERING)',
  source: 'http://emodb.bilderbar.info',
  looksFor: 'files such as wav/03a01Fa.wav',
  words: {
    W: 'anger',
    L: 'boredom',
    E: 'disgust',
    A: 'fear',
    F: 'happiness',
    N: 'neutral',
    T: 'sadness',
  },
  list: listByName((path) => {
    const [, speaker, word] = NAME.exec(path) ?? [];
    if (speaker === undefined || word === undefined) return null;
    return { speaker, sex: MALE.has(speaker) ? 'male' : 'female', word };
  }),
};
