import type { ByteSource } from './byte-source.js';

/** A chunk's payload. */
export interface WavChunk {
  readonly id: string;
  /** Byte position of the payload. */
  readonly start: number;
  /** Bytes of payload as promised; for a data chunk of unknown size, as many as the file holds. */
  readonly size: number;
  /** Bytes of payload that the file holds. */
  readonly available: number;
}

/** The chunks that sound needs. */
export interface AudioChunks {
  readonly format: WavChunk | undefined;
  readonly data: WavChunk | undefined;
}

/** Programs that write to a pipe cannot know the size, and put a number near 2^31 or 2^32 (sox: 0x7ffff000). */
const UNKNOWN_FROM = 0x7ffff000;

/** In RF64 (EBU Tech 3306) 32-bit sizes hold this, and the ds64 chunk the true ones. */
const IN_DS64 = 0xffffffff;

interface ChunkHead {
  readonly id: string;
  readonly start: number;
  readonly size: number;
}

async function readHead(source: ByteSource, position: number): Promise<ChunkHead | undefined> {
  const bytes = await source.read(position, 8);
  if (bytes.length < 8) return undefined;
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  return { id: String.fromCharCode(...bytes.subarray(0, 4)), start: position + 8, size };
}

/** The data chunk's true length, from the ds64 chunk; `undefined` where even that was not known. */
async function readDs64(source: ByteSource, { start }: ChunkHead): Promise<number | undefined> {
  const bytes = await source.read(start, 16);
  if (bytes.length < 16) return undefined;
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(8, true));
  return size === 0 ? undefined : size;
}

function withAvailable(source: ByteSource, head: ChunkHead, size: number): WavChunk {
  return { ...head, size, available: Math.min(size, Math.max(0, source.size - head.start)) };
}

/** A data chunk whose size was not known when it was written reaches to the end of the file. */
function dataChunk(source: ByteSource, head: ChunkHead, riffSize: number): WavChunk {
  const available = Math.max(0, source.size - head.start);
  const closed = riffSize + 8 === source.size;
  const unknown = head.size === 0 ? !closed : head.size >= UNKNOWN_FROM && head.size > available;
  return withAvailable(source, head, unknown ? available : head.size);
}

/** Walks the chunks of a RIFF, RF64 or BW64 file up to its data; chunks of odd size are padded to an even one. */
export async function audioChunks(source: ByteSource): Promise<AudioChunks> {
  const riffSize = (await readHead(source, 0))?.size ?? 0;
  let format: WavChunk | undefined;
  let longSize: number | undefined;
  for (let position = 12; ;) {
    const head = await readHead(source, position);
    if (head === undefined) return { format, data: undefined };
    if (head.id === 'ds64') longSize = await readDs64(source, head);
    if (head.id === 'fmt ') format = withAvailable(source, head, head.size);
    if (head.id === 'data') {
      const long = head.size === IN_DS64 ? longSize : undefined;
      const data = long === undefined ? dataChunk(source, head, riffSize) : withAvailable(source, head, long);
      return { format, data };
    }
    position = head.start + head.size + (head.size % 2);
  }
}
