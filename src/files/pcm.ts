/** How one sample is stored: little-endian, as RIFF prescribes. */
export type SampleFormat = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

/** Bytes of one sample. */
export const SAMPLE_BYTES: Readonly<Record<SampleFormat, number>> = {
  u8: 1,
  s16: 2,
  s24: 3,
  s32: 4,
  f32: 4,
  f64: 8,
};

type SampleReader = (view: DataView, offset: number) => number;

/** Integers are divided by 2^(bits - 1): full scale is [-1, 1). Floats are taken as they are. */
const READERS: Readonly<Record<SampleFormat, SampleReader>> = {
  u8: (view, offset) => (view.getUint8(offset) - 128) / 128,
  s16: (view, offset) => view.getInt16(offset, true) / 2 ** 15,
  s24: (view, offset) => ((view.getInt8(offset + 2) << 16) | view.getUint16(offset, true)) / 2 ** 23,
  s32: (view, offset) => view.getInt32(offset, true) / 2 ** 31,
  f32: (view, offset) => view.getFloat32(offset, true),
  f64: (view, offset) => view.getFloat64(offset, true),
};

/** What the samples of a file look like. */
export interface PcmLayout {
  readonly format: SampleFormat;
  readonly channels: number;
}

/**
 * Interleaved PCM as one array a channel.
 * @param bytes whole sample frames; a partial frame at the end is left out.
 */
export function decodePcm(bytes: Uint8Array, { format, channels }: PcmLayout): Float32Array[] {
  const size = SAMPLE_BYTES[format];
  const read = READERS[format];
  const frames = Math.floor(bytes.length / (size * channels));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    for (let frame = 0, offset = channel * size; frame < frames; frame++, offset += size * channels)
      samples[frame] = read(view, offset);
    return samples;
  });
}
