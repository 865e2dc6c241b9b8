import { LOG_MEL } from '../../core/feature-spec.js';
import { EmotionError } from '../../core/errors.js';
import { resample } from '../../dsp/resample.js';
import { readAudio } from '../../files/read-audio.js';
import type { Clip, Corpus } from './corpus.js';
import { checkCorpus } from './open-corpus.js';

/** A clip that cannot be trained on, and why. */
export interface BadClip {
  readonly clip: Clip;
  readonly why: string;
}

/** Bad clips that a message names; the others are counted. */
const NAMED = 20;

/** What to do about bad clips. */
export interface CheckOptions {
  /** Leave them out instead of refusing the corpus. */
  readonly skipBad: boolean;
  /** Told how many clips are read. */
  readonly onProgress?: (read: number) => void;
}

/**
 * Reads every clip to its end, as training will, and answers the corpus without those that cannot be used: files that are missing, of
 * another format, broken or empty, that hold NaN, or that are shorter than one FFT (2048 samples at 16 kHz).
 * @throws EmotionError `invalid-argument` naming the bad clips unless they are to be skipped; or when skipping them leaves no clip of a
 *   class, or one speaker.
 */
export async function checkClips<C extends Corpus>(
  corpus: C,
  { skipBad, onProgress }: CheckOptions,
): Promise<{ readonly corpus: C; readonly bad: readonly BadClip[] }> {
  const bad: BadClip[] = [];
  for (const [index, clip] of corpus.clips.entries()) {
    const why = await whatIsWrong(clip.path);
    if (why !== null) bad.push({ clip, why });
    onProgress?.(index + 1);
  }
  if (bad.length === 0) return { corpus, bad };
  if (!skipBad)
    throw new EmotionError(
      'invalid-argument',
      `${bad.length} of ${corpus.clips.length} clips cannot be used; --skip-bad leaves them out\n${describeBad(bad)}`,
    );
  const out = new Set(bad.map(({ clip }) => clip));
  const rest = { ...corpus, clips: corpus.clips.filter((clip) => !out.has(clip)) };
  checkCorpus(rest);
  return { corpus: rest, bad };
}

/** The bad clips and why, a line each; the first 20 of many. */
export function describeBad(bad: readonly BadClip[]): string {
  const lines = bad.slice(0, NAMED).map(({ clip, why }) => `  ${clip.corpus} ${clip.name}: ${why}`);
  return [...lines, ...(bad.length > NAMED ? [`  and ${bad.length - NAMED} more`] : [])].join('\n');
}

async function whatIsWrong(path: string): Promise<string | null> {
  try {
    const audio = await readAudio(path);
    // Before resampling, which hears what is not finite as silence.
    if (!audio.samples.every(Number.isFinite)) return `${path} holds values that are no numbers`;
    const samples = resample(audio.samples, { from: audio.sampleRate, to: LOG_MEL.sampleRate });
    if (samples.length < LOG_MEL.fftSize)
      return `${path} is shorter than one FFT: ${samples.length} samples of ${LOG_MEL.fftSize}`;
    return null;
  } catch (error) {
    if (error instanceof EmotionError) return error.message;
    throw error;
  }
}
