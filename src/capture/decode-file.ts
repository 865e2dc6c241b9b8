import { EmotionError } from '../core/errors.js';
import type { Hertz } from '../core/units.js';
import { AUDIO_HEADER_BYTES, readAudioHeader } from './audio-header.js';

/** A decoded file: one array of equal length for each channel, nominally in [-1, 1]. */
export interface DecodedAudio {
  readonly channels: readonly Float32Array[];
  readonly sampleRate: Hertz;
}

/** The rate to decode at where the file does not tell its own: what Opus and most video carry. */
const USUAL_RATE: Hertz = 48_000;

/**
 * Decodes a whole file at once, for classification faster than it plays. WAV and FLAC keep their own rate; other formats come
 * at 48 kHz, since the browser resamples to the context's rate while it decodes and does not tell theirs. The result takes
 * 4 bytes per sample and channel: an hour of stereo at 48 kHz is 1.4 GB.
 * @throws EmotionError `audio-empty`, `audio-undecodable`, `audio-unsupported` (no Web Audio here).
 */
export async function decodeAudio(file: Blob): Promise<DecodedAudio> {
  const header = readAudioHeader(new Uint8Array(await file.slice(0, AUDIO_HEADER_BYTES).arrayBuffer()));
  const buffer = await decodeIn(offlineContext(header?.sampleRate ?? USUAL_RATE), file);
  return {
    channels: Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel)),
    sampleRate: buffer.sampleRate,
  };
}

/**
 * Decodes `file` at the rate of `context`.
 * @throws EmotionError `audio-empty`, `audio-undecodable`.
 */
export async function decodeIn(context: BaseAudioContext, file: Blob): Promise<AudioBuffer> {
  const bytes = await file.arrayBuffer();
  const header = readAudioHeader(new Uint8Array(bytes, 0, Math.min(bytes.byteLength, AUDIO_HEADER_BYTES)));
  if (bytes.byteLength === 0 || header?.frames === 0)
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

/** Browsers refuse rates outside their limits: what such a file holds is then heard at the usual rate. */
function offlineContext(sampleRate: Hertz): OfflineAudioContext {
  if (typeof OfflineAudioContext === 'undefined')
    throw new EmotionError(
      'audio-unsupported',
      'This browser has no OfflineAudioContext to decode files with',
    );
  try {
    return new OfflineAudioContext(1, 1, sampleRate);
  } catch {
    return new OfflineAudioContext(1, 1, USUAL_RATE);
  }
}
