import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmotionError } from '../../core/errors.js';
import { replaceFile } from './state-file.js';

/**
 * Makes a run's folder and saves its config there; an old run is continued only on demand, and only with the same config.
 * @throws EmotionError `invalid-argument` when the folder holds a run already, or one with another config.
 */
export async function claimRunFolder(
  folder: string,
  { config, resume }: { readonly config: object; readonly resume: boolean },
): Promise<void> {
  await mkdir(folder, { recursive: true });
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
