/**
 * One network of an experiment: one seed on one fold, independent of all others, in a folder of its own.
 * @module
 */
import { join } from 'node:path';
import type { Emotion } from '../../core/emotions.js';
import type { EpochLog, Snapshot } from '../clips/clip-state.js';
import {
  fitClips,
  type ClipJob,
  type ClipStart,
  type FittedClips,
  type OpenStepMaker,
} from '../clips/fit-clips.js';
import { judgeClips } from '../clips/judge-clips.js';
import { takeClips, type ClipShelf, type LoadedClip } from '../clips/load-clips.js';
import type { ClipPrediction } from '../evaluate/evaluate-clips.js';
import type { Fold, FoldPlan } from '../protocols/fold.js';
import type { Environment } from '../run/environment.js';
import { isThere } from '../run/read-file.js';
import { appendLine, makeFolder, readLines } from '../run/run-folder.js';
import { replaceFile } from '../run/state-file.js';
import type { ExperimentConfig } from './config-experiment.js';
import { rowsToCsv, type Part, type PredictionRow } from './predictions.js';
import { writeNetwork } from './stored-network.js';

/** A seed on a fold. */
export interface ExperimentJob<F = Fold> {
  /** Folder name, unique within the experiment. */
  readonly name: string;
  readonly seed: number;
  readonly fold: F;
}

/** What a finished job leaves beside its predictions. */
export interface JobRecord {
  readonly seed: number;
  readonly fold: string;
  readonly bestEpoch: number;
  /** The epoch whose network answered the test clips. */
  readonly heldOutEpoch: number;
  readonly history: readonly EpochLog[];
  /** Of the process that began it. */
  readonly environment: Environment;
  /** Of those that went on with it, in their order. */
  readonly resumed?: readonly Environment[];
  /** Time of all epochs, whichever process ran them. */
  readonly seconds: number;
}

/** All jobs on some folds, seed by seed; a fold with a seed of its own runs with that one alone. */
export function listJobs<F extends Pick<Fold, 'name' | 'seed'>>(
  folds: readonly F[],
  seeds: readonly number[],
): ExperimentJob<F>[] {
  return seeds.flatMap((seed) =>
    folds
      .filter((fold) => fold.seed === null || fold.seed === seed)
      .map((fold) => ({ name: `seed-${seed}-fold-${fold.name}`, seed, fold })),
  );
}

/** Where a job of the experiment in `folder` keeps its files. */
export function jobFolder(folder: string, { name }: { readonly name: string }): string {
  return join(folder, 'jobs', name);
}

/** Whether the job's record, which is written last, is there. */
export function isDone(folder: string, job: { readonly name: string }): Promise<boolean> {
  return isThere(join(jobFolder(folder, job), 'job.json'));
}

/** What a job runs with. */
export interface JobContext {
  /** The experiment's folder. */
  readonly folder: string;
  readonly environment: Environment;
  readonly config: ExperimentConfig;
  readonly plan: FoldPlan;
  readonly shelf: ClipShelf;
  readonly signal: AbortSignal;
  readonly open: OpenStepMaker;
  /** Trained networks that the job starts from. */
  readonly start: ClipStart | null;
  /** As the progress line calls it. */
  readonly title: string;
}

/** Trains, judges, and writes network.bin, predictions.csv and, last, job.json. */
export async function runJob(job: ExperimentJob, context: JobContext): Promise<void> {
  const { folder: parent, config, plan, shelf } = context;
  const folder = jobFolder(parent, job);
  await makeFolder(folder);
  await appendLine(join(folder, 'environments.jsonl'), context.environment);
  const { network, settings, fixedEpoch } = config;
  const fit: ClipJob = {
    ...{ title: context.title, folder, network, labels: plan.labels, seed: job.seed, settings },
    ...{ train: takeClips(shelf, job.fold.train), validation: takeClips(shelf, job.fold.validation) },
    // Where the test clips choose the best epoch, the held-out figure needs an epoch that they did not choose.
    fixedEpoch: plan.validatesOnTest ? fixedEpoch : null,
    ...{ start: context.start, signal: context.signal, open: context.open },
  };
  const fitted = await fitClips(fit);
  const heldOut = fitted.fixed ?? fitted.best;
  const ask = askerOf(fit, fitted);
  const answers: readonly (readonly [Part, readonly ClipPrediction[]])[] = [
    ['train', await ask(fitted.best, fit.train)],
    ['validation', await ask(fitted.best, fit.validation)],
    ['held-out', await ask(heldOut, takeClips(shelf, job.fold.test))],
  ];
  await writeNetwork(folder, {
    ...{ network, labels: plan.labels, normalisation: fitted.normalisation },
    ...{ epoch: heldOut.epoch, parameters: heldOut.parameters },
  });
  const rows = answers.flatMap(([part, predictions]) =>
    predictions.map((one): PredictionRow => ({ seed: job.seed, fold: job.fold.name, part, ...one })),
  );
  await replaceFile(join(folder, 'predictions.csv'), rowsToCsv(rows, plan.labels));
  const record: JobRecord = {
    ...{ seed: job.seed, fold: job.fold.name },
    ...{ bestEpoch: fitted.best.epoch, heldOutEpoch: heldOut.epoch, history: fitted.history },
    ...(await environmentsOf(folder, context)),
    seconds: fitted.history.reduce((sum, { seconds }) => sum + seconds, 0),
  };
  await replaceFile(join(folder, 'job.json'), `${JSON.stringify(record, null, 1)}\n`);
}

async function environmentsOf(
  folder: string,
  { environment }: JobContext,
): Promise<Pick<JobRecord, 'environment' | 'resumed'>> {
  const [first = environment, ...resumed] = await readLines<Environment>(join(folder, 'environments.jsonl'));
  return { environment: first, ...(resumed.length > 0 && { resumed }) };
}

/** Answers clips with the network as it was after an epoch. */
function askerOf(
  { network, labels, open }: ClipJob & { readonly labels: readonly Emotion[] },
  { normalisation }: FittedClips,
): (snapshot: Snapshot, clips: readonly LoadedClip[]) => Promise<ClipPrediction[]> {
  return async ({ parameters }, clips) => {
    const maker = await open({ ...network, classes: labels.length, parameters });
    try {
      return await judgeClips(maker, clips, { labels, normalisation });
    } finally {
      await maker.close();
    }
  };
}
