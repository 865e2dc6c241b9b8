import { listByName, type CorpusLayout } from './corpus-layout.js';

/** DC/a01 as the authors have it, or DC_a01 where all files are in one folder: speaker, emotion, sentence. */
const NAME = /(?:^|\/)(DC|JE|JK|KL)[_/]((sa|su|[adfhn])\d{2})$/;

/** SAVEE (Haq & Jackson, University of Surrey, 2009): 480 clips, 4 men, 7 emotions. */
export const SAVEE: CorpusLayout = {
  name: 'savee',
  licence: 'free for research, after registration',
  source: 'http://kahlan.eps.surrey.ac.uk/savee/',
  looksFor: 'files such as AudioData/DC/a01.wav or DC_a01.wav',
  words: {
    a: 'anger',
    d: 'disgust',
    f: 'fear',
    h: 'happiness',
    n: 'neutral',
    sa: 'sadness',
    su: 'surprise',
  },
  list: listByName((path) => {
    const [, speaker, sentence, word] = NAME.exec(path) ?? [];
    if (speaker === undefined || word === undefined) return null;
    return { name: `${speaker}_${sentence ?? ''}`, speaker, sex: 'male', word };
  }),
};
