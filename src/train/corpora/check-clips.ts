import { LOG_MEL } from '../../core/feature-spec.js';
import { EmotionError } from '../../core/errors.js';
import type { Samples } from '../../core/units.js';
import { SAMPLE_RATES } from '../../dsp/resampler.js';
import { resample } from '../../dsp/resample.js';
import { readAudio } from '../../files/read-audio.js';
import type { Clip } from './corpus.js';

/** A clip that cannot be trained on, and why. */
export interface BadClip {
  readonly clip: Clip;
  readonly why: string;
}

/** Bad clips that a message names; the others are counted. */
const NAMED = 20;

/**
 * A clip as 16 kHz mono that can be trained on.
 * @throws EmotionError naming a file that is missing, of another format, broken or empty, that holds NaN, or that is shorter than one FFT
 *   (2048 samples at 16 kHz).
 */
export async function loadUsable(path: string): Promise<Float32Array> {
  const audio = await readAudio(path);
  const { min, max } = SAMPLE_RATES;
  if (audio.sampleRate < min || audio.sampleRate > max)
    throw new EmotionError(
      'invalid-argument',
      `${path} has ${audio.sampleRate} Hz, which is not from ${min} to ${max} Hz`,
    );
  // Before resampling, which hears what is not finite as silence.
  if (!audio.samples.every(Number.isFinite))
    throw new EmotionError('audio-undecodable', `${path} holds values that are no numbers`);
  const samples = resample(audio.samples, { from: audio.sampleRate, to: LOG_MEL.sampleRate });
  if (samples.length < LOG_MEL.fftSize)
    throw new EmotionError(
      'invalid-argument',
      `${path} is shorter than one FFT: ${samples.length} samples of ${LOG_MEL.fftSize}`,
    );
  return samples;
}

/** Reads clips, each once: what `read` makes of those that can be used, and the others. */
export async function sortOut<T>(
  clips: readonly Clip[],
  read: (clip: Clip) => Promise<T>,
  onClip?: (done: number) => void,
): Promise<{ readonly good: readonly T[]; readonly bad: readonly BadClip[] }> {
  const good: T[] = [];
  const bad: BadClip[] = [];
  for (const [index, clip] of clips.entries()) {
    try {
      good.push(await read(clip));
    } catch (error) {
      if (!(error instanceof EmotionError)) throw error;
      bad.push({ clip, why: error.message });
    }
    onClip?.(index + 1);
  }
  return { good, bad };
}

/** Reads clips to their end and gives those that cannot be used, or that are shorter than `least` samples at 16 kHz. */
export async function findBad(
  clips: readonly Clip[],
  { least, onClip }: { readonly least: Samples; readonly onClip?: (done: number) => void },
): Promise<readonly BadClip[]> {
  const read = async ({ path }: Clip): Promise<void> => {
    const { length } = await loadUsable(path);
    if (length < least)
      throw new EmotionError(
        'invalid-argument',
        `${path} is too short for the network: ${length} samples of ${least}`,
      );
  };
  return (await sortOut(clips, read, onClip)).bad;
}

/**
 * Lets no bad clip pass unless they are to be skipped.
 * @param count of all clips that were read.
 * @throws EmotionError `invalid-argument` naming them.
 */
export function demandUsable(
  bad: readonly BadClip[],
  { count, skipBad }: { readonly count: number; readonly skipBad: boolean },
): void {
  if (bad.length > 0 && !skipBad)
    throw new EmotionError(
      'invalid-argument',
      `${bad.length} of ${count} clips cannot be used; --skip-bad leaves them out\n${describeBad(bad)}`,
    );
}

/** The bad clips and why, a line each; the first 20 of many. */
export function describeBad(bad: readonly BadClip[]): string {
  const lines = bad.slice(0, NAMED).map(({ clip, why }) => `  ${clip.corpus} ${clip.name}: ${why}`);
  return [...lines, ...(bad.length > NAMED ? [`  and ${bad.length - NAMED} more`] : [])].join('\n');
}
