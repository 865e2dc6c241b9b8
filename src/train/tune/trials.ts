/**
 * What a search has tried: one file a trial, so that a stop loses none and several processes can share a folder.
 * @module
 */
import { join } from 'node:path';
import { EmotionError } from '../../core/errors.js';
import { isThere, listIfThere, readJson } from '../run/read-file.js';
import { makeFolder } from '../run/run-folder.js';
import { replaceFile } from '../run/state-file.js';
import type { Point } from './space.js';
import type { Trial } from './tpe.js';

/** A trial as it is kept. */
export interface StoredTrial extends Trial {
  readonly number: number;
  readonly bestEpoch: number;
  readonly epochs: number;
  /** Why it gave no network: it counts as right about nothing. */
  readonly diverged: string | null;
}

/** The folder of a search's trials. */
export function trialsIn(folder: string): string {
  return join(folder, 'trials');
}

/** Keeps a finished trial. */
export async function writeTrial(folder: string, trial: StoredTrial): Promise<void> {
  await replaceFile(join(trialsIn(folder), `${trial.number}.json`), `${JSON.stringify(trial, null, 1)}\n`);
}

/**
 * The point of a trial: the one that it began with, whatever others have found since, or the one that `suggest` makes for its beginning.
 */
export async function pointOf(folder: string, number: number, suggest: () => Point): Promise<Point> {
  const own = join(trialsIn(folder), String(number));
  const path = join(own, 'point.json');
  if (await isThere(path)) return readJson<Point>(path);
  const point = suggest();
  await makeFolder(own);
  await replaceFile(path, `${JSON.stringify(point)}\n`);
  return point;
}

/** The trials that are finished, by number. */
export async function readTrials(folder: string): Promise<StoredTrial[]> {
  const names = (await listIfThere(trialsIn(folder))).map(({ name }) => name);
  const files = names.filter((name) => /^\d+\.json$/.test(name));
  const trials = await Promise.all(files.map((name) => readJson<StoredTrial>(join(trialsIn(folder), name))));
  return trials.sort((a, b) => a.number - b.number);
}

/**
 * The trials of a search that ran in parts.
 * @throws EmotionError `invalid-argument` for a trial that two of the folders have.
 */
export async function joinTrials(folders: readonly string[]): Promise<StoredTrial[]> {
  const joined = new Map<number, { readonly trial: StoredTrial; readonly folder: string }>();
  for (const folder of folders)
    for (const trial of await readTrials(folder)) {
      const other = joined.get(trial.number);
      if (other !== undefined)
        throw new EmotionError(
          'invalid-argument',
          `trial ${trial.number} is in both ${other.folder} and ${folder}`,
        );
      joined.set(trial.number, { trial, folder });
    }
  return [...joined.values()].map(({ trial }) => trial).sort((a, b) => a.number - b.number);
}
