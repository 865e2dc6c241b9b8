import type { Hertz } from '../core/units.js';
import { openAudioFile, type AudioBlock } from './audio-file.js';

/** The mean of all channels; a mono block's own array when there is but one. */
export function mixToMono(block: AudioBlock): Float32Array {
  const [first = new Float32Array(), ...others] = block;
  if (others.length === 0) return first;
  return first.map(
    (sample, index) =>
      others.reduce((sum, channel) => sum + (channel[index] as number), sample) / block.length,
  );
}

/** A whole file in memory. */
export interface MonoAudio {
  /** The mean of the file's channels. */
  readonly samples: Float32Array;
  readonly sampleRate: Hertz;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

/**
 * Reads the whole WAV or FLAC file at `path`, mixed to mono: for clips. Long recordings are read by blocks, with `openAudioFile`.
 * @throws EmotionError `audio-undecodable`, `audio-empty`.
 */
export async function readAudio(path: string): Promise<MonoAudio> {
  const file = await openAudioFile(path);
  const parts: Float32Array[] = [];
  for await (const block of file.blocks) parts.push(mixToMono(block));
  return { samples: concatenate(parts), sampleRate: file.sampleRate };
}
