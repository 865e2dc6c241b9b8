import { clipKey } from '../corpora/corpus.js';
import type { Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { Normalisation } from '../../features/normaliser.js';
import { CLIP_SAMPLES, type ClipBatch } from '../network/clip/clip-step.js';
import type { LoadedClip } from './load-clips.js';

/** Mean and spread of what a network reads, over the clips that it learns from. */
export interface ClipNormalisation {
  readonly samples?: Normalisation;
  readonly frames?: Normalisation;
}

/** Over all values of all clips, padding too, since the networks read it. */
export function normalisationOf(clips: readonly LoadedClip[]): ClipNormalisation {
  const samples = clips.flatMap((clip) => (clip.samples === undefined ? [] : [clip.samples]));
  const frames = clips.flatMap((clip) => (clip.frames === undefined ? [] : [clip.frames]));
  return {
    ...(samples.length > 0 && { samples: spread(samples, samples.length * CLIP_SAMPLES) }),
    ...(frames.length > 0 && {
      frames: spread(
        frames,
        frames.reduce((sum, { length }) => sum + length, 0),
      ),
    }),
  };
}

/**
 * Clips side by side, normalised and padded, with their classes.
 * @throws EmotionError `invalid-argument` for a clip of none of the labels.
 */
export function batchOf(
  clips: readonly LoadedClip[],
  {
    labels,
    normalisation,
  }: { readonly labels: readonly Emotion[]; readonly normalisation: ClipNormalisation },
): ClipBatch {
  const { samples, frames } = normalisation;
  return {
    size: clips.length,
    labels: Int32Array.from(clips, ({ clip }) => classOf(clip.emotion, labels)),
    lengths: Int32Array.from(clips, ({ length }) => length),
    keys: clips.map(({ clip }) => clipKey(clip)),
    ...(samples && { samples: joined(clips, { part: 'samples', width: CLIP_SAMPLES, as: samples }) }),
    ...(frames && {
      frames: joined(clips, { part: 'frames', width: clips[0]?.frames?.length ?? 0, as: frames }),
    }),
  };
}

function joined(
  clips: readonly LoadedClip[],
  { part, width, as: { mean, std } }: { part: 'samples' | 'frames'; width: number; as: Normalisation },
): Float32Array {
  // What a clip does not fill is digital silence.
  const all = new Float32Array(clips.length * width).fill((0 - mean) / std);
  for (const [index, clip] of clips.entries())
    clip[part]?.forEach((value, i) => (all[index * width + i] = (value - mean) / std));
  return all;
}

/** @param count of values, those that the arrays leave out being zero. */
function spread(arrays: readonly Float32Array[], count: number): Normalisation {
  let [sum, squares] = [0, 0];
  for (const array of arrays)
    for (const value of array) {
      sum += value;
      squares += value * value;
    }
  const mean = sum / count;
  // Clips of one constant value have no spread; they stay what they are.
  return { mean, std: Math.sqrt(Math.max(0, squares / count - mean * mean)) || 1 };
}

function classOf(emotion: Emotion, labels: readonly Emotion[]): number {
  const index = labels.indexOf(emotion);
  if (index < 0)
    throw new EmotionError('invalid-argument', `${emotion} is none of the labels ${labels.join(', ')}`);
  return index;
}
