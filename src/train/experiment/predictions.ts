/**
 * Every answer of an experiment as CSV: what all its figures are computed from.
 * @module
 */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { toCsv } from '../../core/csv.js';
import { isEmotion, type Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { ClipPrediction } from '../evaluate/evaluate-clips.js';

/** Which network answered and why the clip was asked. */
export type Part =
  /** A training clip, by the best epoch's network. */
  | 'train'
  /** A validation clip, by the best epoch's network: the epoch was chosen on these clips. */
  | 'validation'
  /** A test clip, by the network of an epoch that no test clip chose. */
  | 'held-out';

/** One answer. */
export interface PredictionRow extends ClipPrediction {
  readonly seed: number;
  readonly fold: string;
  readonly part: Part;
}

const COLUMNS = ['seed', 'fold', 'part', 'corpus', 'clip', 'speaker', 'sex', 'emotion', 'guess'];

/** A header and one line an answer; probabilities to six decimals. */
export function rowsToCsv(rows: readonly PredictionRow[], labels: readonly Emotion[]): string {
  const lines = rows.map(({ seed, fold, part, clip, guess, probabilities }) => [
    ...[seed, fold, part, clip.corpus, clip.name, clip.speaker, clip.sex, clip.emotion, guess],
    ...probabilities.map((p) => p.toFixed(6)),
  ]);
  return toCsv([[...COLUMNS, ...labels], ...lines], '\n');
}

/**
 * The answers in a file that `rowsToCsv` made; the clips' paths are not known any more.
 * @throws EmotionError `invalid-argument` for a file that is missing or made for other labels.
 */
export async function readRows(path: string, labels: readonly Emotion[]): Promise<PredictionRow[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new EmotionError('invalid-argument', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  });
  const [head = [], ...lines] = parse(text);
  const wanted = [...COLUMNS, ...labels];
  if (head.join() !== wanted.join())
    throw new EmotionError(
      'invalid-argument',
      `${path} has the columns ${head.join()}, not ${wanted.join()}`,
    );
  return lines.map((cells) => rowOf(path, cells));
}

function rowOf(path: string, cells: readonly string[]): PredictionRow {
  const [seed, fold = '', part, corpus = '', name = '', speaker = '', sex, emotion, guess, ...numbers] =
    cells;
  const probabilities = numbers.map(Number);
  if (!isEmotion(emotion) || !isEmotion(guess) || !probabilities.every(Number.isFinite))
    throw new EmotionError('invalid-argument', `${path} has a line that is no prediction: ${cells.join()}`);
  const clip = { corpus, name, speaker, emotion, sex: sex as PredictionRow['clip']['sex'], path: '' };
  return { seed: Number(seed), fold, part: part as Part, clip, guess, probabilities };
}
