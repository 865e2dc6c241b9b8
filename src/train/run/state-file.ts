/**
 * The state of something that is trained, in one file: a JSON header, then arrays of float32 by group and name. Written beside and renamed,
 * so that a stop at any moment leaves the last whole one.
 * @module
 */
import { randomUUID } from 'node:crypto';
import { open, rename, unlink } from 'node:fs/promises';
import { EmotionError } from '../../core/errors.js';
import type { Values } from '../optimiser/adamw.js';
import { describeDifference } from './difference.js';
import { readIfThere } from './read-file.js';

/** What a state file holds. */
export interface StateFile<Facts> {
  /** What decides the run; a file of another run is refused. */
  readonly fingerprint: string;
  /** Whatever JSON carries. */
  readonly facts: Facts;
  readonly groups: Readonly<Record<string, Values>>;
}

interface Header<Facts> {
  readonly fingerprint: string;
  readonly facts: Facts;
  readonly groups: Readonly<Record<string, readonly (readonly [name: string, length: number])[]>>;
}

/** Writes the state to `path`; on any failure (a full disk, say) the old file stays and the error names the path. */
export async function writeState<Facts>(path: string, state: StateFile<Facts>): Promise<void> {
  const { fingerprint, facts, groups } = state;
  const header: Header<Facts> = {
    fingerprint,
    facts,
    groups: Object.fromEntries(
      Object.entries(groups).map(([group, values]) => [
        group,
        [...values].map(([name, { length }]) => [name, length]),
      ]),
    ),
  };
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const arrays = Object.values(groups).flatMap((values) =>
    [...values.values()].map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  );
  await replaceFile(path, Buffer.concat([length, text, ...arrays]));
}

/**
 * The state in `path`, or `null` when there is no such file.
 * @throws EmotionError `invalid-argument` when it is of another run or not whole, or cannot be read.
 */
export async function readState<Facts>(path: string, fingerprint: string): Promise<StateFile<Facts> | null> {
  const bytes = await readIfThere(path);
  if (bytes === null) return null;
  const { header, body } = splitHeader<Facts>(path, bytes);
  if (header.fingerprint !== fingerprint)
    throw new EmotionError(
      'invalid-argument',
      `${path} is of another run${describeDifference(header.fingerprint, fingerprint)}`,
    );
  let offset = 0;
  const groups = Object.fromEntries(
    Object.entries(header.groups).map(([group, entries]) => [
      group,
      new Map(entries.map(([name, length]) => [name, body.slice(offset, (offset += length))])),
    ]),
  );
  if (offset !== body.length)
    throw new EmotionError(
      'invalid-argument',
      `${path} is cut short: it holds ${body.length} values of ${offset}`,
    );
  return { fingerprint, facts: header.facts, groups };
}

function splitHeader<Facts>(path: string, bytes: Buffer): { header: Header<Facts>; body: Float32Array } {
  try {
    const length = bytes.readUInt32LE(0);
    const header = JSON.parse(bytes.subarray(4, 4 + length).toString()) as Header<Facts>;
    if (header.facts === undefined)
      throw new TypeError('its header has no facts, as files of other versions');
    return { header, body: new Float32Array(new Uint8Array(bytes.subarray(4 + length)).buffer) };
  } catch (cause) {
    throw new EmotionError('invalid-argument', `${path} is no checkpoint: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/**
 * Writes a whole file or leaves the old one. Several processes may write the same path: the last one stays.
 * @throws EmotionError `invalid-argument` naming the path that cannot be written, and why (a full disk, say).
 */
export async function replaceFile(path: string, contents: Uint8Array | string): Promise<void> {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    const file = await open(partial, 'w');
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (cause) {
    await unlink(partial).catch(() => undefined);
    throw new EmotionError('invalid-argument', `cannot write ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
