import { listByName, type CorpusLayout } from './corpus-layout.js';

/** Actor, sentence, emotion, intensity; one file says X where the others say XX. */
const NAME = /(?:^|\/)(1\d{3})_[A-Z]{3}_(ANG|DIS|FEA|HAP|NEU|SAD)_(?:XX?|LO|MD|HI)$/;

/** The 43 actresses among actors 1001 to 1091, as in its VideoDemographics.csv; by their last two digits. */
const FEMALE = new Set(
  (
    '02 03 04 06 07 08 09 10 12 13 18 20 21 24 25 28 29 30 37 43 46 47 49 52 53 54 55 56 58 60 61 63 ' +
    '72 73 74 75 76 78 79 82 84 89 91'
  )
    .split(' ')
    .map((digits) => `10${digits}`),
);

/** CREMA-D (Cao et al., IEEE Transactions on Affective Computing 5(4), 2014): 7442 clips, 91 actors, 6 emotions, as the actors meant them. */
export const CREMA_D: CorpusLayout = {
  name: 'crema-d',
  licence: 'ODbL 1.0',
  source: 'https://github.com/CheyneyComputerScience/CREMA-D (its WAV files come through git-lfs)',
  looksFor: 'files such as AudioWAV/1001_DFA_ANG_XX.wav',
  words: {
    ANG: 'anger',
    DIS: 'disgust',
    FEA: 'fear',
    HAP: 'happiness',
    NEU: 'neutral',
    SAD: 'sadness',
  },
  list: listByName((path) => {
    const [, speaker, word] = NAME.exec(path) ?? [];
    if (speaker === undefined || word === undefined) return null;
    return { speaker, sex: FEMALE.has(speaker) ? 'female' : 'male', word };
  }),
};
