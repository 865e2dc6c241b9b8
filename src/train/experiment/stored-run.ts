/**
 * An experiment that has run, as it lies in its folder: its config, its split and its jobs.
 * @module
 */
import { join } from 'node:path';
import { readSplitFile, type FoldEntry, type SplitFile } from '../protocols/split-file.js';
import { readJson } from '../run/read-file.js';
import { wrong } from '../wrong.js';
import type { ExperimentConfig } from './config-experiment.js';
import { isDone, jobFolder, listJobs, type ExperimentJob } from './experiment-job.js';

/** A job whose clips are known by their keys alone. */
export type StoredJob = ExperimentJob<FoldEntry>;

/** A run folder. */
export interface StoredRun {
  readonly folder: string;
  readonly config: ExperimentConfig;
  readonly split: SplitFile & { readonly hash: string };
  readonly jobs: readonly StoredJob[];
}

/** @throws EmotionError `invalid-argument` when the folder holds no experiment. */
export async function openRun(folder: string): Promise<StoredRun> {
  const config = await readConfig<ExperimentConfig>(folder, ['an experiment']);
  const split = await readSplitFile(join(folder, 'split.json'));
  return { folder, config, split, jobs: listJobs(split.folds, config.seeds) };
}

/** What a run folder may hold, told by its config. */
const KINDS = {
  'an experiment': ({ seeds }) => Array.isArray(seeds),
  'a search': ({ trials }) => trials !== undefined,
  'a run of the streaming network': ({ network }) => network === 'stream',
} as const satisfies Record<string, (config: Readonly<Record<string, unknown>>) => boolean>;

/**
 * The config of a run that is of one of the `wanted` kinds.
 * @throws EmotionError `invalid-argument` naming what the folder holds instead.
 */
export async function readConfig<Config extends object>(
  folder: string,
  wanted: readonly (keyof typeof KINDS)[],
): Promise<Config> {
  const config = await readJson<Record<string, unknown> | null>(join(folder, 'config.json'));
  const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[];
  const kind = kinds.find((one) => KINDS[one](config ?? {}));
  if (kind === undefined || !wanted.includes(kind))
    throw wrong(`${folder} holds ${kind ?? 'no run that is known'}, not ${wanted.join(' or ')}`);
  return config as Config;
}

/**
 * The run's job on a fold with a seed; either may be left open where there is but one.
 * @throws EmotionError `invalid-argument` naming the jobs when it is none of them, or more than one; or when it is not done.
 */
export async function findJob(
  { folder, jobs }: StoredRun,
  { fold, seed }: { readonly fold: string | null; readonly seed: number | null },
): Promise<StoredJob> {
  const fitting = jobs.filter(
    (job) => (fold === null || job.fold.name === fold) && (seed === null || job.seed === seed),
  );
  const [job, another] = fitting;
  const asked = `${fold === null ? '' : ` on fold ${fold}`}${seed === null ? '' : ` with seed ${seed}`}`;
  const names = (some: readonly StoredJob[]): string => some.map(({ name }) => name).join(', ');
  if (job === undefined) throw wrong(`${folder} has no job${asked}, only ${names(jobs)}`);
  if (another !== undefined)
    throw wrong(
      `${folder} has ${fitting.length} jobs${asked}; name one of ${names(fitting)} by fold and seed`,
    );
  if (!(await isDone(folder, job))) throw wrong(`${jobFolder(folder, job)} is not done: it has no job.json`);
  return job;
}
