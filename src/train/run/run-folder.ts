import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmotionError } from '../../core/errors.js';
import { describeEnvironment, type Environment } from './environment.js';
import { replaceFile } from './state-file.js';

/**
 * Makes a run's folder and saves its config there; an old run is continued only on demand, and only with the same config.
 * @returns what this process runs on: the code as it is now, not as it will be when the run ends. It is also a line of the folder's
 *   environments.jsonl, as that of every process that worked on the run.
 * @throws EmotionError `invalid-argument` when the folder holds a run already, or one with another config.
 */
export async function claimRunFolder(
  folder: string,
  { config, resume }: { readonly config: object; readonly resume: boolean },
): Promise<Environment> {
  await makeFolder(folder);
  const path = join(folder, 'config.json');
  const text = `${JSON.stringify(config, null, 2)}\n`;
  const old = await readFile(path, 'utf8').catch(() => null);
  if (old !== null && !resume)
    throw new EmotionError(
      'invalid-argument',
      `${folder} holds a run already: go on with --resume, or choose another --out`,
    );
  if (old !== null && old !== text)
    throw new EmotionError(
      'invalid-argument',
      `${path} differs from this command's config: a run is resumed with the options that started it`,
    );
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
 * Appends `value` to a file of JSON lines.
 * @throws EmotionError `invalid-argument` naming the file that cannot be written.
 */
export async function appendLine(path: string, value: object): Promise<void> {
  await appendFile(path, `${JSON.stringify(value)}\n`).catch((cause: unknown) => {
    throw new EmotionError('invalid-argument', `cannot write ${path}: ${(cause as Error).message}`, {
      cause,
    });
  });
}

/** The values of a file of JSON lines; none where there is no file. A last line that was cut short does not count. */
export async function readLines<T>(path: string): Promise<T[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as T);
}

/** Aborted by the first Ctrl-C, so that a job can save its state; a second one ends the process at once. */
export function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    console.error('\nstopping after this step; go on with --resume');
    controller.abort(new EmotionError('disposed', 'interrupted; the state is saved'));
  });
  return controller.signal;
}
