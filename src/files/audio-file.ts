import type { Hertz, Seconds } from '../core/units.js';
import { openBytes, type ByteSource } from './byte-source.js';
import { emptyAudio, undecodable } from './file-errors.js';
import { flacBlocks, isFlac, readFlacHeader } from './flac.js';
import { isWav, readWavHeader, wavBlocks } from './wav.js';

/** Consecutive samples, one array of equal length a channel. Nominally in [-1, 1]; what a float file holds beyond that, or NaN, is passed on. */
export type AudioBlock = readonly Float32Array[];

/** A sound file whose head was read and understood. */
export interface AudioFile {
  readonly path: string;
  readonly sampleRate: Hertz;
  readonly channels: number;
  /** Missing where the file does not say (a FLAC written to a pipe). */
  readonly durationSeconds?: Seconds;
  /**
   * The samples in order, in blocks of bounded size. The file is open while they are read, and closed after; each iteration starts anew.
   * Iterating throws EmotionError `audio-undecodable` where the data is broken or ends early, `audio-empty` where there is none.
   */
  readonly blocks: AsyncIterable<AudioBlock>;
}

interface Decoder {
  readonly sampleRate: Hertz;
  readonly channels: number;
  readonly samples: number | undefined;
  blocks(source: ByteSource): AsyncIterable<AudioBlock>;
}

const printable = (bytes: Uint8Array): string =>
  JSON.stringify(String.fromCharCode(...bytes).replace(/[^\x20-\x7e]/g, '.'));

/** Chooses the decoder by what the file holds; its name says nothing. */
async function decoderOf(source: ByteSource): Promise<Decoder> {
  if (source.size === 0) throw emptyAudio(source.path, 'is empty (0 bytes)');
  const head = await source.read(0, 12);
  if (isWav(head)) {
    const header = await readWavHeader(source);
    return { ...header, blocks: (bytes) => wavBlocks(bytes, header) };
  }
  if (isFlac(head)) {
    const header = await readFlacHeader(source);
    return { ...header, blocks: (bytes) => flacBlocks(bytes, header) };
  }
  throw undecodable(source.path, `begins with ${printable(head)}, which is neither WAV nor FLAC`);
}

async function* blocksOf(path: string, decoder: Decoder): AsyncGenerator<AudioBlock, void, undefined> {
  const source = await openBytes(path);
  try {
    yield* decoder.blocks(source);
  } finally {
    await source.close();
  }
}

/**
 * Reads the head of the WAV (RIFF, RF64) or FLAC file at `path`.
 * @throws EmotionError `audio-undecodable` naming the file and why, `audio-empty` when it holds no samples.
 */
export async function openAudioFile(path: string): Promise<AudioFile> {
  const source = await openBytes(path);
  try {
    const decoder = await decoderOf(source);
    const { sampleRate, channels, samples } = decoder;
    const duration = samples === undefined ? {} : { durationSeconds: samples / sampleRate };
    const blocks = { [Symbol.asyncIterator]: () => blocksOf(path, decoder) };
    return { path, sampleRate, channels, ...duration, blocks };
  } finally {
    await source.close();
  }
}
