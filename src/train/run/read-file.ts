/**
 * What lies on disk, with one answer for what is not there and another for what cannot be read: on a shared disk the two are easily taken
 * for each other, and work that was done would begin anew.
 * @module
 */
import type { Dirent } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { EmotionError } from '../../core/errors.js';

/**
 * The bytes of the file at `path`; `null` when there is no such file.
 * @throws EmotionError `invalid-argument` naming the file that is there and cannot be read, and why.
 */
export function readIfThere(path: string): Promise<Buffer | null> {
  return readFile(path).catch(nullIfAbsent(path));
}

/**
 * What the folder at `path` holds; nothing when there is no such folder.
 * @throws EmotionError `invalid-argument` naming the folder that is there and cannot be read, and why.
 */
export async function listIfThere(path: string): Promise<Dirent[]> {
  return (await readdir(path, { withFileTypes: true }).catch(nullIfAbsent(path))) ?? [];
}

/**
 * Whether there is something at `path`.
 * @throws EmotionError `invalid-argument` when that cannot be told, and why.
 */
export async function isThere(path: string): Promise<boolean> {
  return (await access(path).catch(nullIfAbsent(path))) !== null;
}

/**
 * The JSON in a file of a run.
 * @throws EmotionError `invalid-argument` when it is missing or broken.
 */
export async function readJson<T>(path: string): Promise<T> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (cause) {
    throw new EmotionError('invalid-argument', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function nullIfAbsent(path: string): (cause: NodeJS.ErrnoException) => null {
  return (cause) => {
    if (cause.code === 'ENOENT') return null;
    throw new EmotionError('invalid-argument', `cannot read ${path}: ${cause.message}`, { cause });
  };
}
