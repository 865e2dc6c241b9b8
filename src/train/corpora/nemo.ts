import { join } from 'node:path';
import type { CorpusLayout, LabelledFile } from './corpus-layout.js';
import { readSex, readTable } from './table.js';

const COLUMNS = ['file_id', 'emotion', 'speaker_id', 'gender'] as const;

/** nEMO (Christop, "nEMO: Dataset of emotional speech in Polish", LREC-COLING 2024): 4481 clips, 9 speakers, 6 emotions. */
export const NEMO: CorpusLayout = {
  name: 'nemo',
  licence: 'CC BY-NC-SA 4.0',
  source: 'https://github.com/amu-cai/nEMO',
  looksFor:
    'data.tsv with the columns file_id, emotion, speaker_id and gender, and files such as samples/SB0_anger_1.wav',
  words: {
    anger: 'anger',
    fear: 'fear',
    happiness: 'happiness',
    neutral: 'neutral',
    sadness: 'sadness',
    surprised: 'surprise',
  },
  async list(folder): Promise<LabelledFile[]> {
    const path = join(folder, 'data.tsv');
    const rows = await readTable(path, { delimiter: '\t', columns: COLUMNS });
    return (rows ?? []).map(({ values, line }) => {
      const name = values.file_id.replace(/\.wav$/, '');
      const sex = readSex(values.gender, `${path}, line ${line}`);
      const { speaker_id: speaker, emotion: word } = values;
      return { name, path: join(folder, 'samples', `${name}.wav`), speaker, sex, word };
    });
  },
};
