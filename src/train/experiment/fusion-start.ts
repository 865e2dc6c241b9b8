/**
 * The trained networks that a fusion starts from: of runs over the same clips, job by job.
 * @module
 */
import { clipKey } from '../corpora/corpus.js';
import { createHash } from 'node:crypto';
import { EmotionError } from '../../core/errors.js';
import type { ClipStart } from '../clips/fit-clips.js';
import type { Parameters } from '../network/initial-weights.js';
import type { FoldPlan } from '../protocols/fold.js';
import type { ExperimentConfig, FusionStart } from './config-experiment.js';
import { jobFolder, type ExperimentJob } from './experiment-job.js';
import { readNetwork, type StoredNetwork } from './stored-network.js';
import { findJob, openRun, type StoredJob, type StoredRun } from './stored-run.js';

/** Finds the networks that a job starts from. */
export type StartOf = (job: ExperimentJob) => Promise<ClipStart | null>;

/**
 * Opens the runs that the config names.
 * @returns for each job the networks of the same fold and seed; `null` where the config names none. It throws EmotionError
 * `invalid-argument` naming the run when that has no such job, or one of another network, of other labels, clips or sound.
 */
export async function openStart(
  config: Pick<ExperimentConfig, 'start' | 'network' | 'sound'>,
  { labels }: Pick<FoldPlan, 'labels'>,
): Promise<StartOf> {
  const { start } = config;
  if (start === undefined) return () => Promise.resolve(null);
  const [samples, frames] = await Promise.all([
    openBranch(start, '1d', config),
    openBranch(start, '2d', config),
  ]);
  return async (job) => {
    const [one, two] = [await readBranch(samples, job, labels), await readBranch(frames, job, labels)];
    const hash = hashOf([one.parameters, two.parameters]);
    return { samples: one.parameters, frames: two.parameters, learn: start.learn, hash };
  };
}

async function openBranch(
  start: FusionStart,
  kind: '1d' | '2d',
  { network, sound }: Pick<ExperimentConfig, 'network' | 'sound'>,
): Promise<StoredRun> {
  const folder = kind === '1d' ? start.from1d : start.from2d;
  const run = await openRun(folder);
  const { config } = run;
  demandEqual(`--from-${kind} ${folder}`, { network: config.network.kind }, { network: kind });
  demandEqual(
    `--from-${kind} ${folder}`,
    { pooling: config.network.pooling, sound: config.sound },
    { pooling: network.pooling, sound },
  );
  return run;
}

async function readBranch(
  run: StoredRun,
  { seed, fold }: ExperimentJob,
  labels: FoldPlan['labels'],
): Promise<StoredNetwork> {
  const job = await findJob(run, { fold: fold.name, seed });
  const network = await readNetwork(jobFolder(run.folder, job));
  const title = `${run.folder}, ${job.name}`;
  demandEqual(title, { labels: network.labels.join() }, { labels: labels.join() });
  demandSameClips(title, job, fold);
  return network;
}

/** A network that has learnt from a clip on which the fusion is judged would judge itself. */
function demandSameClips(title: string, { fold: stored }: StoredJob, fold: ExperimentJob['fold']): void {
  for (const part of ['train', 'validation', 'test'] as const) {
    const own = fold[part].map(clipKey);
    const theirs = new Set(stored[part]);
    const other = own.find((key) => !theirs.has(key));
    if (other !== undefined || theirs.size !== own.length)
      throw new EmotionError(
        'invalid-argument',
        `${title} has other ${part} clips than this run: ${theirs.size} of them, not these ${own.length}${other === undefined ? '' : `, and ${other} is not among them`}`,
      );
  }
}

function demandEqual(
  title: string,
  found: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(wanted))
    if (found[name] !== value)
      throw new EmotionError(
        'invalid-argument',
        `${title}: its ${name} is ${found[name] ?? 'not known'}, not ${value}`,
      );
}

function hashOf(networks: readonly Parameters[]): string {
  const hash = createHash('sha256');
  for (const parameters of networks)
    for (const [name, { buffer, byteOffset, byteLength }] of parameters)
      hash.update(name).update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex').slice(0, 16);
}
