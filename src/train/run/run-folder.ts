import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EmotionError } from '../../core/errors.js';
import { describeDifference } from './difference.js';
import { describeEnvironment, type Environment } from './environment.js';
import { readIfThere } from './read-file.js';
import { replaceFile } from './state-file.js';

/**
 * Makes a run's folder and saves its config there; an old run is continued only on demand, and only with the same config.
 * @returns what this process runs on: the code as it is now, not as it will be when the run ends. It is also a line of the folder's
 *   environments.jsonl, as that of every process that worked on the run.
 * @throws EmotionError `invalid-argument` when the folder holds a run already, or one with another config, or one whose config cannot be read.
 */
export async function claimRunFolder(
  folder: string,
  { config, resume }: { readonly config: object; readonly resume: boolean },
): Promise<Environment> {
  await makeFolder(folder);
  const path = join(folder, 'config.json');
  const text = `${JSON.stringify(config, null, 2)}\n`;
  const old = (await readIfThere(path))?.toString() ?? null;
  if (old !== null && !resume)
    throw new EmotionError(
      'invalid-argument',
      `${folder} holds a run already: go on with --resume, or choose another --out`,
    );
  if (old !== null && old !== text)
    throw new EmotionError(
      'invalid-argument',
      `${path} differs from this command's config${describeDifference(old, text)}: a run is resumed with the options that started it`,
    );
  if (old === null && resume) console.error(`${folder} holds no run yet: it begins there`);
  await replaceFile(path, text);
  const environment = await describeEnvironment();
  await appendLine(join(folder, 'environments.jsonl'), environment);
  return environment;
}

/** @throws EmotionError `invalid-argument` naming the folder that cannot be made. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new EmotionError('invalid-argument', `cannot make ${folder}: ${(cause as Error).message}`, {
      cause,
    });
  });
}

/**
 * Appends `value` to a file of JSON lines, on a line of its own also where the last one was cut short.
 * @throws EmotionError `invalid-argument` naming the file that cannot be read or written.
 */
export async function appendLine(path: string, value: object): Promise<void> {
  const old = (await readIfThere(path))?.toString() ?? '';
  const gap = old === '' || old.endsWith('\n') ? '' : '\n';
  await appendFile(path, `${gap}${JSON.stringify(value)}\n`).catch((cause: unknown) => {
    throw new EmotionError('invalid-argument', `cannot write ${path}: ${(cause as Error).message}`, {
      cause,
    });
  });
}

/**
 * The values of a file of JSON lines; none where there is no file. A line that was cut short does not count.
 * @throws EmotionError `invalid-argument` naming the file that cannot be read.
 */
export async function readLines<T>(path: string): Promise<T[]> {
  const text = (await readIfThere(path))?.toString() ?? '';
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as T];
    } catch {
      return [];
    }
  });
}
