import { open, type FileHandle } from 'node:fs/promises';
import { undecodable } from './file-errors.js';

/** A file's bytes at any position. */
export interface ByteSource {
  readonly path: string;
  /** Length of the file in bytes. */
  readonly size: number;
  /** The bytes from `position` on: `length` of them, or fewer where the file ends before. A fresh copy each time. */
  read(position: number, length: number): Promise<Uint8Array>;
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw undecodable(path, `cannot be opened: ${(error as Error).message}`, error);
  }
}

async function readFully(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** A {@link ByteSource} to be closed by whoever opened it. */
export interface OpenBytes extends ByteSource {
  close(): Promise<void>;
}

/**
 * Opens the file at `path` for reading.
 * @throws EmotionError `audio-undecodable` when it cannot be opened or is no regular file.
 */
export async function openBytes(path: string): Promise<OpenBytes> {
  const handle = await openFile(path);
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    throw undecodable(path, 'is no regular file');
  }
  return {
    path,
    size: stat.size,
    read: (position, length) => readFully(handle, position, length),
    close: () => handle.close(),
  };
}
