import type { Samples } from '../../core/units.js';
import { logMel } from '../../features/log-mel.js';
import { loadUsable, sortOut, type BadClip } from '../corpora/check-clips.js';
import { clipKey, type Clip } from '../corpora/corpus.js';
import { evenOut } from '../corpora/voice.js';
import { CLIP_SAMPLES, type ClipNetworkKind } from '../network/clip/clip-step.js';
import { wrong } from '../wrong.js';

/** A clip as the paper's networks read it: its first 8 s, in memory. */
export interface LoadedClip {
  readonly clip: Clip;
  /** Samples before the padding, at most 128 000. */
  readonly length: Samples;
  /** [length], as recorded; for `1d` and `fusion`. */
  readonly samples?: Float32Array;
  /** [251, 128] in dB, of the samples padded with digital silence to 8 s; for `2d` and `fusion`. */
  readonly frames?: Float32Array;
}

/** How clips are read. */
export interface ClipReading {
  readonly kind: ClipNetworkKind;
  /** `raw`: as it stands in its file, as in the paper. `even`: no DC, no silence at the ends, one level, so that corpora sound alike. */
  readonly sound: 'raw' | 'even';
}

/** Clips by their keys (`clipKey`). */
export type ClipShelf = ReadonlyMap<string, LoadedClip>;

/** Clips in memory, and those that cannot be used. */
export interface LoadedClips {
  readonly shelf: ClipShelf;
  readonly bad: readonly BadClip[];
  /** How many were longer than 8 s. */
  readonly cut: number;
}

/** Reads clips, each once and to its end, into memory, with the features that the network needs. */
export async function loadClips(
  clips: readonly Clip[],
  { reading, onClip }: { readonly reading: ClipReading; readonly onClip?: (done: number) => void },
): Promise<LoadedClips> {
  const { good, bad } = await sortOut(clips, (clip) => loadClip(clip, reading), onClip);
  return {
    shelf: new Map(good.map(({ loaded }) => [clipKey(loaded.clip), loaded])),
    bad,
    cut: good.filter(({ isCut }) => isCut).length,
  };
}

/**
 * `clips` as they were read, in their order.
 * @throws EmotionError `invalid-argument` naming a clip that is not on the shelf.
 */
export function takeClips(shelf: ClipShelf, clips: readonly Clip[]): LoadedClip[] {
  return clips.map((clip) => {
    const loaded = shelf.get(clipKey(clip));
    if (loaded === undefined) throw wrong(`the clip ${clipKey(clip)} was not read`);
    return loaded;
  });
}

async function loadClip(
  clip: Clip,
  { kind, sound }: ClipReading,
): Promise<{
  readonly loaded: LoadedClip;
  readonly isCut: boolean;
}> {
  const whole = await loadUsable(clip.path);
  const heard = sound === 'even' ? evenOut(whole) : whole;
  const samples = heard.slice(0, CLIP_SAMPLES);
  const loaded = {
    clip,
    length: samples.length,
    ...(kind !== '2d' && { samples }),
    ...(kind !== '1d' && { frames: logMel(padded(samples)) }),
  };
  return { loaded, isCut: heard.length > samples.length };
}

function padded(samples: Float32Array): Float32Array {
  const clip = new Float32Array(CLIP_SAMPLES);
  clip.set(samples);
  return clip;
}
