/**
 * From the folders of an experiment's jobs to its result: predictions.csv, result.json and report.html.
 * @module
 */
import { clipKey } from '../corpora/corpus.js';
import { join } from 'node:path';
import { percent } from '../percent.js';
import { reportPage } from '../report/report-page.js';
import { readJson } from '../run/read-file.js';
import { replaceFile } from '../run/state-file.js';
import { wrong } from '../wrong.js';
import type { ExperimentResult } from './experiment-result.js';
import { isDone, jobFolder, type JobRecord } from './experiment-job.js';
import { readRows, rowsToCsv, type PredictionRow } from './predictions.js';
import { openRun, type StoredJob } from './stored-run.js';
import { summarise } from './summary.js';

/** An experiment whose jobs are all done. */
export interface JoinedJobs {
  readonly result: ExperimentResult;
  readonly rows: readonly PredictionRow[];
}

/**
 * Joins the jobs of an experiment.
 * @param run holds config.json and split.json.
 * @param folders hold the jobs: `run` itself or, after shards on several machines, others.
 * @throws EmotionError `invalid-argument` naming jobs that are missing or that two folders hold, or answers that do not fit the split.
 */
export async function joinJobs(run: string, folders: readonly string[]): Promise<JoinedJobs> {
  const { config, split, jobs: listed } = await openRun(run);
  const { protocol, labels, speakerDependent, validatesOnTest, leftOut = [] } = split;
  const rows: PredictionRow[] = [];
  const jobs: JobRecord[] = [];
  for (const { job, folder } of await findJobs(listed, folders)) {
    const own = await readRows(join(jobFolder(folder, job), 'predictions.csv'), labels);
    checkRows(own, job);
    rows.push(...own);
    jobs.push(await readJson<JobRecord>(join(jobFolder(folder, job), 'job.json')));
  }
  const traits = { speakerDependent, validatesOnTest };
  const result: ExperimentResult = {
    ...{ protocol, ...traits, labels, splitHash: split.hash, config, leftOut },
    ...summarise(rows, { protocol, traits, labels, byCorpus: protocol === 'cross' }),
    jobs,
  };
  return { result, rows };
}

/** Writes predictions.csv, result.json and report.html. */
export async function writeResult(out: string, { result, rows }: JoinedJobs): Promise<void> {
  await replaceFile(join(out, 'predictions.csv'), rowsToCsv(rows, result.labels));
  await replaceFile(join(out, 'result.json'), `${JSON.stringify(result, null, 1)}\n`);
  await replaceFile(join(out, 'report.html'), reportPage(result));
}

interface FoundJob {
  readonly job: StoredJob;
  readonly folder: string;
}

async function findJobs(jobs: readonly StoredJob[], folders: readonly string[]): Promise<FoundJob[]> {
  const places = await Promise.all(
    jobs.map(async (job) => {
      const done = await Promise.all(folders.map((folder) => isDone(folder, job)));
      return { job, holders: folders.filter((_, index) => done[index]) };
    }),
  );
  const missing = places.filter(({ holders }) => holders.length === 0).map(({ job }) => job.name);
  if (missing.length > 0)
    throw wrong(`${missing.length} of ${jobs.length} jobs are not done: ${missing.join(', ')}`);
  const twice = places.find(({ holders }) => holders.length > 1);
  if (twice !== undefined) throw wrong(`${twice.job.name} is in ${twice.holders.join(' and in ')}`);
  return places.flatMap(({ job, holders }) => holders.map((folder) => ({ job, folder })));
}

/** A figure over fewer or other clips than the split's would be no figure of the protocol. */
function checkRows(rows: readonly PredictionRow[], { name, fold }: StoredJob): void {
  const parts = { train: fold.train, validation: fold.validation, 'held-out': fold.test };
  for (const [part, clips] of Object.entries(parts)) {
    const answered = rows.filter((row) => row.part === part).map(({ clip }) => clipKey(clip));
    if ([...answered].sort().join('\n') !== [...clips].sort().join('\n'))
      throw wrong(
        `${name} has ${answered.length} ${part} answers, which are not to the split's ${clips.length} clips`,
      );
  }
}

/** The three accuracies side by side, for the terminal. */
export function describeResult(result: ExperimentResult): string {
  const { accuracies, heldOut, protocol, config, speakerDependent } = result;
  const caveat = speakerDependent
    ? ' (the same speakers are in training and test: it says nothing about new voices)'
    : '';
  const lines = accuracies.map(({ name, rule, median, lowest, highest, bySeed }) => {
    const range =
      bySeed.length > 1 ? ` (${percent(lowest)} to ${percent(highest)} over ${bySeed.length} seeds)` : '';
    return `  ${name}: ${percent(median)}${range}: ${rule}`;
  });
  const held = heldOut.map(({ title, figures }) => {
    const values = figures.map(
      ({ metric, value, interval }) =>
        `${metric} ${percent(value)}${interval ? ` (${percent(interval.low)} to ${percent(interval.high)}, ${interval.method})` : ''}`,
    );
    return `  held out, ${title}: ${values.join('; ')}`;
  });
  return [`${protocol}, ${config.network.kind}${caveat}:`, ...lines, ...held].join('\n');
}
