import { EmotionError } from '../core/errors.js';

/** `audio-undecodable`: the file at `path` cannot be read as sound, and why. */
export function undecodable(path: string, why: string, cause?: unknown): EmotionError {
  return new EmotionError('audio-undecodable', `${path} ${why}`, cause === undefined ? undefined : { cause });
}

/** `audio-empty`: the file at `path` holds no samples. */
export function emptyAudio(path: string, why: string): EmotionError {
  return new EmotionError('audio-empty', `${path} ${why}`);
}
