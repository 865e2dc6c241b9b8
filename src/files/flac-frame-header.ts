import type { Samples } from '../core/units.js';
import { crc8 } from './flac-crc.js';

/** The longest frame header in bytes: 4 fixed, 7 of coded number, 2 of block size, 2 of rate, 1 of CRC. */
export const MAX_FRAME_HEADER_BYTES = 16;

/** What splitting a stream needs of a frame header (RFC 9639, section 9.1). */
export interface FlacFrameHeader {
  /** Of the header, its CRC-8 included. */
  readonly bytes: number;
  /** Samples a channel in this frame. */
  readonly blockSize: Samples;
  readonly channels: number;
}

/** Bytes of the coded number that begins with `first` (section 9.1.5); 0 where none does. */
function codedNumberBytes(first: number): number {
  const ones = Math.clz32(~(first << 24));
  if (ones === 0) return 1;
  return ones === 1 || ones === 8 ? 0 : ones;
}

/** Section 9.1.1; bits 6 and 7 point at the `uncommon` size that the header spells out. */
function blockSizeOf(bits: number, uncommon: Samples): Samples {
  if (bits === 1) return 192;
  if (bits <= 5) return 144 << bits;
  return bits <= 7 ? uncommon : 1 << bits;
}

/** Sync code, and no field with a reserved or forbidden value. */
function hasValidFields(bytes: Uint8Array, at: number): boolean {
  const [sync = 0, strategy = 0, sizeAndRate = 0, layout = 0] = bytes.subarray(at, at + 4);
  if (sync !== 0xff || strategy >> 1 !== 0x7c) return false;
  if (sizeAndRate >> 4 === 0 || (sizeAndRate & 15) === 15) return false;
  return layout >> 4 <= 10 && ((layout >> 1) & 7) !== 3 && (layout & 1) === 0;
}

/** The frame header at index `at` of `bytes`; `undefined` when there is none, or not whole, or its CRC-8 is wrong. */
export function frameHeaderAt(bytes: Uint8Array, at: number): FlacFrameHeader | undefined {
  if (bytes[at] !== 0xff || !hasValidFields(bytes, at)) return undefined;
  const [, , sizeAndRate = 0, layout = 0, coded = 0] = bytes.subarray(at, at + 5);
  const [sizeBits, rateBits, channelBits] = [sizeAndRate >> 4, sizeAndRate & 15, layout >> 4];
  const codedBytes = codedNumberBytes(coded);
  const sizeBytes = sizeBits === 6 ? 1 : sizeBits === 7 ? 2 : 0;
  const rateBytes = rateBits === 12 ? 1 : rateBits > 12 ? 2 : 0;
  const sizeAt = at + 4 + codedBytes;
  const end = sizeAt + sizeBytes + rateBytes + 1;
  if (codedBytes === 0 || end > bytes.length || crc8(bytes.subarray(at, end)) !== 0) return undefined;
  const uncommon =
    bytes.subarray(sizeAt, sizeAt + sizeBytes).reduce((value, byte) => value * 256 + byte, 0) + 1;
  // Channel bits from 8 on are the three ways of stereo (section 9.1.3).
  return {
    bytes: end - at,
    blockSize: blockSizeOf(sizeBits, uncommon),
    channels: channelBits > 7 ? 2 : channelBits + 1,
  };
}
