/**
 * Berlin EmoDB (Burkhardt et al., "A database of German emotional speech", Interspeech 2005): 535 clips, 10 speakers, 7 emotions.
 * A file name says all: 03a01Fa = speaker 03, text a01, emotion F (Freude), version a.
 * @module
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { Clip, Corpus } from './corpus.js';

const LETTERS: Readonly<Record<string, Emotion>> = {
  W: 'anger',
  L: 'boredom',
  E: 'disgust',
  A: 'fear',
  F: 'happiness',
  N: 'neutral',
  T: 'sadness',
};

const MALE = new Set(['03', '10', '11', '12', '15']);
const FILE_NAME = /^(\d{2})[ab]\d{2}([WLEAFNT])[a-z]\.(wav|flac)$/;

/**
 * The corpus in `folder`: the official layout (`wav/03a01Fa.wav`), or the files themselves, WAV or FLAC.
 * @throws EmotionError `invalid-argument` saying what it looked for and where the corpus is to be had.
 */
export async function openEmodb(folder: string): Promise<Corpus> {
  const clips = (await listClips(join(folder, 'wav'))) ?? (await listClips(folder));
  if (clips === null)
    throw new EmotionError(
      'invalid-argument',
      `no EmoDB in ${folder}: looked for files such as 03a01Fa.wav or .flac there and in its folder wav/. ` +
        'It can be downloaded from http://emodb.bilderbar.info (free for use with citation; re-released as CC0 by audEERING)',
    );
  return {
    name: 'emodb',
    licence: 'CC0-1.0 (re-release by audEERING)',
    labels: Object.values(LETTERS),
    clips,
  };
}

async function listClips(folder: string): Promise<Clip[] | null> {
  const names = await readdir(folder).catch(() => []);
  const clips = names.sort().flatMap((name) => readName(folder, name));
  return clips.length === 0 ? null : clips;
}

function readName(folder: string, name: string): Clip[] {
  const [, speaker, letter] = FILE_NAME.exec(name) ?? [];
  const emotion = LETTERS[letter ?? ''];
  if (speaker === undefined || emotion === undefined) return [];
  const sex = MALE.has(speaker) ? 'male' : 'female';
  return [
    { corpus: 'emodb', name: name.replace(/\.\w+$/, ''), path: join(folder, name), speaker, sex, emotion },
  ];
}
