import { EmotionError } from '../core/errors.js';
import { isEmptyWav } from './empty-wav.js';

/**
 * Decodes `file` at the rate of `context`.
 * @throws EmotionError `audio-empty`, `audio-undecodable`.
 */
export async function decodeIn(context: BaseAudioContext, file: Blob): Promise<AudioBuffer> {
  const bytes = await file.arrayBuffer();
  if (bytes.byteLength === 0 || isEmptyWav(new Uint8Array(bytes)))
    throw new EmotionError('audio-empty', `${nameOf(file)} (${file.size} bytes) holds no samples`);
  try {
    return await context.decodeAudioData(bytes);
  } catch (cause) {
    throw new EmotionError(
      'audio-undecodable',
      `${nameOf(file)} (${file.size} bytes) is no audio that this browser can decode`,
      { cause },
    );
  }
}

/** What to call a file in messages and read-outs. */
export function nameOf(file: Blob): string {
  return file instanceof File && file.name !== '' ? file.name : 'the file';
}
