import type { Samples } from '../core/units.js';
import type { ByteSource } from './byte-source.js';
import { undecodable } from './file-errors.js';
import { nextCrc16 } from './flac-crc.js';
import { frameHeaderAt, MAX_FRAME_HEADER_BYTES, type FlacFrameHeader } from './flac-frame-header.js';

/** Bytes read at a time, besides the longest that the next frame can be. */
const CHUNK_BYTES = 65536;

/** 33 bits is the widest sample: the side channel of 32-bit stereo. */
const MAX_SAMPLE_BYTES = 5;

/** Where the last metadata block ends and the first frame begins (RFC 9639, section 8.1). */
async function firstFramePosition(source: ByteSource): Promise<number> {
  let position = 4;
  for (let last = false; !last;) {
    const [kind, high, middle, low] = await source.read(position, 4);
    if (kind === undefined || high === undefined || middle === undefined || low === undefined)
      throw undecodable(source.path, 'is FLAC cut short in its metadata');
    last = kind >= 0x80;
    position += 4 + high * 65536 + middle * 256 + low;
  }
  return position;
}

/** Room for the frame of `header` without any compression, and for as much again: a frame that should follow. */
function windowBytes({ blockSize, channels }: FlacFrameHeader): number {
  return 2 * (blockSize * channels * MAX_SAMPLE_BYTES + MAX_FRAME_HEADER_BYTES + 2);
}

function holdsHeader(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < bytes.length; at++) if (frameHeaderAt(bytes, at) !== undefined) return true;
  return false;
}

/**
 * Bytes of the frame that `bytes` begins with; `undefined` when it is broken or cut.
 * A frame ends where its CRC-16 is right and the file ends or a header follows. A right CRC alone says little: by chance,
 * every 65536th place has one. So before a tail that is no FLAC (an ID3v1 tag), the last such place counts, which can only
 * be the end of the frame or beyond, where the decoder does not look.
 */
function frameBytes(bytes: Uint8Array, header: FlacFrameHeader, reachesFileEnd: boolean): number | undefined {
  let crc = 0;
  let firstRight: number | undefined;
  let lastRight: number | undefined;
  for (let end = 1; end <= bytes.length; end++) {
    crc = nextCrc16(crc, bytes[end - 1] as number);
    if (crc !== 0 || end < header.bytes + 2) continue;
    if (frameHeaderAt(bytes, end) !== undefined) return end;
    firstRight ??= end;
    lastRight = end;
  }
  if (reachesFileEnd && lastRight === bytes.length) return lastRight;
  return firstRight !== undefined && !holdsHeader(bytes, firstRight) ? lastRight : undefined;
}

/**
 * Splits the FLAC file into its frames, each with header and footer (RFC 9639, section 9), of which few are in memory at once.
 * What follows the last frame and is no frame is left out.
 * @throws EmotionError `audio-undecodable` with the position in samples at which a frame is broken or cut.
 */
export async function* flacFrames(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  let position = await firstFramePosition(source);
  let buffer: Uint8Array = new Uint8Array();
  let samples: Samples = 0;
  const fill = async (wanted: number): Promise<void> => {
    if (buffer.length < Math.min(wanted, source.size - position))
      buffer = await source.read(position, wanted + CHUNK_BYTES);
  };
  while (position < source.size) {
    await fill(MAX_FRAME_HEADER_BYTES);
    const header = frameHeaderAt(buffer, 0);
    if (header === undefined && samples > 0) return;
    if (header !== undefined) await fill(windowBytes(header));
    const length = header && frameBytes(buffer, header, position + buffer.length >= source.size);
    if (header === undefined || length === undefined)
      throw undecodable(source.path, `is FLAC cut short or broken at sample ${samples}`);
    yield buffer.subarray(0, length);
    buffer = buffer.subarray(length);
    position += length;
    samples += header.blockSize;
  }
}
