import { join } from 'node:path';
import { clipKey } from '../corpora/corpus.js';
import { readJson } from '../run/read-file.js';
import { wrong } from '../wrong.js';
import type { ExperimentResult } from './experiment-result.js';
import { isDone, jobFolder, type JobRecord } from './experiment-job.js';
import { readRows, type PredictionRow } from './predictions.js';
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
