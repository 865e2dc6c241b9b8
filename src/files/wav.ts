import type { Hertz, Samples } from '../core/units.js';
import type { ByteSource } from './byte-source.js';
import { emptyAudio, undecodable } from './file-errors.js';
import { decodePcm, SAMPLE_BYTES, type PcmLayout, type SampleFormat } from './pcm.js';
import { audioChunks, type WavChunk } from './wav-chunks.js';

/** Sample frames in one block. */
const BLOCK_FRAMES = 16384;

/** `wFormatTag` values (Microsoft, mmreg.h). */
const PCM = 1;
const IEEE_FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/** What a WAV file's head says of its samples. */
export interface WavHeader extends PcmLayout {
  readonly sampleRate: Hertz;
  /** Sample frames in the data chunk. */
  readonly samples: Samples;
  /** Byte position of the first sample. */
  readonly dataStart: number;
}

/** Whether `head`, the first 12 bytes of a file, opens a WAV file. */
export function isWav(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head);
  return /^(RIFF|RF64|BW64)/.test(text) && text.slice(8, 12) === 'WAVE';
}

function sampleFormat(tag: number, bits: number): SampleFormat | undefined {
  const name = `${tag === PCM ? 'pcm' : tag === IEEE_FLOAT ? 'float' : '?'}${bits}`;
  const formats: Readonly<Record<string, SampleFormat>> = {
    pcm8: 'u8',
    pcm16: 's16',
    pcm24: 's24',
    pcm32: 's32',
    float32: 'f32',
    float64: 'f64',
  };
  return formats[name];
}

/** The `fmt ` chunk: WAVEFORMAT, or WAVE_FORMAT_EXTENSIBLE with the tag in the first two bytes of its sub-format. */
function readFormat(path: string, chunk: Uint8Array): PcmLayout & { readonly sampleRate: Hertz } {
  if (chunk.length < 16) throw undecodable(path, `has a fmt chunk of ${chunk.length} bytes, fewer than 16`);
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const outerTag = view.getUint16(0, true);
  const tag = outerTag === EXTENSIBLE && chunk.length >= 26 ? view.getUint16(24, true) : outerTag;
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  if (channels === 0 || sampleRate === 0)
    throw undecodable(path, `claims ${channels} channels at ${sampleRate} Hz`);
  // The container's size counts, not the valid bits: 20 bits in 3 bytes are stored left-justified.
  const bits = (view.getUint16(12, true) / channels) * 8;
  const format = sampleFormat(tag, bits);
  if (format === undefined)
    throw undecodable(
      path,
      `holds ${bits}-bit samples of WAVE format 0x${tag.toString(16).padStart(4, '0')}; only PCM of 8, 16, 24, 32 bits and float of 32, 64 bits are read`,
    );
  return { format, channels, sampleRate };
}

function checkWhole(path: string, data: WavChunk, frameBytes: number): void {
  if (data.available < frameBytes) throw emptyAudio(path, 'has a data chunk without samples');
  if (data.available < data.size)
    throw undecodable(
      path,
      `is cut short: its data chunk promises ${data.size} bytes, the file holds ${data.available} of them`,
    );
}

/**
 * Finds format and data of a WAV file; other chunks are skipped.
 * @throws EmotionError `audio-undecodable` (no fmt or data chunk, a format other than PCM and float, cut short), `audio-empty`.
 */
export async function readWavHeader(source: ByteSource): Promise<WavHeader> {
  const { path } = source;
  const { format, data } = await audioChunks(source);
  if (data === undefined) throw emptyAudio(path, 'has no data chunk');
  if (format === undefined) throw undecodable(path, 'has no fmt chunk before its data');
  const layout = readFormat(path, await source.read(format.start, Math.min(format.size, 40)));
  const frameBytes = SAMPLE_BYTES[layout.format] * layout.channels;
  checkWhole(path, data, frameBytes);
  return { ...layout, dataStart: data.start, samples: Math.floor(data.size / frameBytes) };
}

/** The samples that `header` describes, in blocks of {@link BLOCK_FRAMES} and a shorter last one. */
export async function* wavBlocks(
  source: ByteSource,
  header: WavHeader,
): AsyncGenerator<Float32Array[], void, undefined> {
  const frameBytes = SAMPLE_BYTES[header.format] * header.channels;
  for (let frame = 0; frame < header.samples; frame += BLOCK_FRAMES) {
    const frames = Math.min(BLOCK_FRAMES, header.samples - frame);
    const bytes = await source.read(header.dataStart + frame * frameBytes, frames * frameBytes);
    if (bytes.length < frames * frameBytes)
      throw undecodable(source.path, `became shorter while it was read, at sample ${frame}`);
    yield decodePcm(bytes, header);
  }
}
