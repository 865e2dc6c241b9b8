import type { Samples } from '../../core/units.js';
import { EmotionError } from '../../core/errors.js';
import { LOG_MEL } from '../../core/feature-spec.js';
import { logMel } from '../../features/log-mel.js';
import type { Clip } from '../corpora/corpus.js';
import { loadMono, loadVoice } from '../corpora/voice.js';
import { CLIP_SAMPLES, type ClipNetworkKind } from '../network/clip-step.js';
import { clipKey } from '../protocols/fold.js';

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

/** Clips by their keys, and those that cannot be used. */
export interface ClipShelf {
  readonly loaded: ReadonlyMap<string, LoadedClip>;
  readonly bad: readonly { readonly clip: string; readonly reason: string }[];
}

/**
 * Reads clips into memory, with the features that the network needs.
 * @param options.skipBad lists a clip that cannot be used instead of throwing.
 * @throws EmotionError `audio-undecodable`, `audio-empty` or `invalid-argument` (shorter than one FFT, a value that is not finite), naming the file.
 */
export async function loadClips(
  clips: readonly Clip[],
  {
    reading,
    skipBad,
    onClip,
  }: {
    readonly reading: ClipReading;
    readonly skipBad: boolean;
    readonly onClip?: (done: number) => void;
  },
): Promise<ClipShelf> {
  const loaded = new Map<string, LoadedClip>();
  const bad: { clip: string; reason: string }[] = [];
  for (const [index, clip] of clips.entries()) {
    const one = await loadClip(clip, reading).catch((error: unknown) => {
      const named = naming(clip, error);
      if (!skipBad) throw named;
      bad.push({ clip: clipKey(clip), reason: named.message });
      return null;
    });
    if (one !== null) loaded.set(clipKey(clip), one);
    onClip?.(index + 1);
  }
  return { loaded, bad };
}

async function loadClip(clip: Clip, { kind, sound }: ClipReading): Promise<LoadedClip> {
  const whole = sound === 'even' ? await loadVoice(clip.path) : await loadMono(clip.path);
  if (whole.length < LOG_MEL.fftSize)
    throw new EmotionError(
      'invalid-argument',
      `${clip.path} has ${whole.length} samples at 16 kHz, fewer than one FFT of ${LOG_MEL.fftSize}`,
    );
  const samples = whole.slice(0, CLIP_SAMPLES);
  if (!samples.every(Number.isFinite))
    throw new EmotionError('invalid-argument', `${clip.path} holds a sample that is not finite`);
  return {
    clip,
    length: samples.length,
    ...(kind !== '2d' && { samples }),
    ...(kind !== '1d' && { frames: logMel(padded(samples)) }),
  };
}

function padded(samples: Float32Array): Float32Array {
  const clip = new Float32Array(CLIP_SAMPLES);
  clip.set(samples);
  return clip;
}

/** Readers of audio do not always name the file that they were given. */
function naming({ path }: Clip, error: unknown): EmotionError {
  if (error instanceof EmotionError && error.message.includes(path)) return error;
  const code = error instanceof EmotionError ? error.code : 'audio-undecodable';
  const reason = error instanceof Error ? error.message : String(error);
  return new EmotionError(code, `${path} cannot be used: ${reason}`, { cause: error });
}
