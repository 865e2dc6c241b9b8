import { FLACDecoder, type FLACDecodedAudio } from '@wasm-audio-decoders/flac';
import type { Hertz, Samples } from '../core/units.js';
import type { ByteSource } from './byte-source.js';
import { emptyAudio, undecodable } from './file-errors.js';
import { flacFrames } from './flac-frames.js';

/** What STREAMINFO says (RFC 9639, section 8.2). */
export interface FlacHeader {
  readonly sampleRate: Hertz;
  readonly channels: number;
  /** Samples a channel; `undefined` when the encoder did not know. */
  readonly samples: Samples | undefined;
}

/** Whether `head` opens a native FLAC file. */
export function isFlac(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(0, 4)) === 'fLaC';
}

/**
 * Reads STREAMINFO, which is the first metadata block by the standard.
 * @throws EmotionError `audio-undecodable` when it is missing or says nothing usable.
 */
export async function readFlacHeader(source: ByteSource): Promise<FlacHeader> {
  const bytes = await source.read(4, 38);
  if (bytes.length < 38 || ((bytes[0] ?? 0) & 0x7f) !== 0)
    throw undecodable(source.path, 'is FLAC without its STREAMINFO block');
  // After the block's head (4 bytes), block and frame sizes (10): 20 bits rate, 3 channels - 1, 5 bits - 1, 36 samples.
  const packed = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(14);
  const sampleRate = Number(packed >> 44n);
  const channels = Number((packed >> 41n) & 7n) + 1;
  const samples = Number(packed & 0xfffffffffn);
  if (sampleRate === 0) throw undecodable(source.path, 'is FLAC with a sample rate of 0 Hz');
  return { sampleRate, channels, samples: samples === 0 ? undefined : samples };
}

function checkDecoded(path: string, { errors }: FLACDecodedAudio): void {
  const first = errors[0];
  if (first !== undefined)
    throw undecodable(path, `is broken FLAC at sample ${first.outputSamples}: ${first.message}`);
}

function checkComplete(path: string, decoded: Samples, promised: Samples | undefined): void {
  if (decoded === 0 && promised === undefined) throw emptyAudio(path, 'is FLAC without samples');
  if (promised !== undefined && decoded < promised)
    throw undecodable(path, `is cut short or broken: ${decoded} of its ${promised} samples could be decoded`);
}

/** The decoder divides by 2^(bits - 1) - 1; full scale is 2^(bits - 1), as for PCM in a WAV file. */
function rescale({ channelData, bitDepth }: FLACDecodedAudio): Float32Array[] {
  const full = 2 ** (bitDepth - 1);
  return channelData.map((samples) => samples.map((sample) => Math.round(sample * (full - 1)) / full));
}

async function* decodedChunks(source: ByteSource): AsyncGenerator<FLACDecodedAudio, void, undefined> {
  const decoder = new FLACDecoder();
  await decoder.ready;
  try {
    for await (const frame of flacFrames(source)) yield await decoder.decodeFrames([frame]);
  } finally {
    decoder.free();
  }
}

/** The samples of a FLAC file, a block for each of its frames. A frame above 524280 bytes is more than the decoder takes, and an error. */
export async function* flacBlocks(
  source: ByteSource,
  header: FlacHeader,
): AsyncGenerator<Float32Array[], void, undefined> {
  let samples = 0;
  for await (const decoded of decodedChunks(source)) {
    checkDecoded(source.path, decoded);
    samples += decoded.samplesDecoded;
    if (decoded.samplesDecoded > 0) yield rescale(decoded);
  }
  checkComplete(source.path, samples, header.samples);
}
