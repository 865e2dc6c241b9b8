import { listByName, type CorpusLayout } from './corpus-layout.js';

/** Speaker, word, emotion; one file's name begins with OA where the others' begin with OAF. */
const NAME = /(?:^|\/)(OAF?|YAF)_[a-z]+_(angry|disgust|fear|happy|neutral|ps|sad)$/;

/** TESS (Pichora-Fuller & Dupuis, University of Toronto, 2010): 2800 clips, an older and a younger woman (OAF, YAF), 7 emotions. */
export const TESS: CorpusLayout = {
  name: 'tess',
  licence: 'CC BY-NC-ND 4.0',
  source: 'https://doi.org/10.5683/SP2/E8H2MF',
  looksFor: 'files such as OAF_back_angry.wav',
  words: {
    angry: 'anger',
    disgust: 'disgust',
    fear: 'fear',
    happy: 'happiness',
    neutral: 'neutral',
    ps: 'surprise',
    sad: 'sadness',
  },
  list: listByName((path) => {
    const [, speaker, word] = NAME.exec(path) ?? [];
    if (speaker === undefined || word === undefined) return null;
    return { speaker: speaker === 'OA' ? 'OAF' : speaker, sex: 'female', word };
  }),
};
