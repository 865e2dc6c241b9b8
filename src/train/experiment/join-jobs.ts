import { join } from 'node:path';
import { clipKey } from '../corpora/corpus.js';
import { readIfThere, readJson } from '../run/read-file.js';
import { wrong } from '../wrong.js';
import type { ExperimentResult } from './experiment-result.js';
import { jobFolder, type JobRecord } from './experiment-job.js';
import { readRows, type PredictionRow } from './predictions.js';
import { openRun, type StoredJob } from './stored-run.js';
import { summarise } from './summary.js';

/** An experiment whose jobs are all done. */
export interface JoinedJobs {
  /** The jobs' folders. */
  readonly places: readonly string[];
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
  const found = await findJobs(listed, folders);
  for (const { job, place } of found) {
    const own = await readRows(join(place, 'predictions.csv'), labels);
    checkRows(own, job);
    rows.push(...own);
    jobs.push(await readJson<JobRecord>(join(place, 'job.json')));
  }
  const traits = { speakerDependent, validatesOnTest };
  const result: ExperimentResult = {
    ...{ protocol, ...traits, labels, splitHash: split.hash, config, leftOut },
    ...summarise(rows, { protocol, traits, labels, byCorpus: protocol === 'cross' }),
    jobs,
  };
  return { result, rows, places: found.map(({ place }) => place) };
}

interface FoundJob {
  readonly job: StoredJob;
  readonly place: string;
}

async function findJobs(jobs: readonly StoredJob[], folders: readonly string[]): Promise<FoundJob[]> {
  const places = await Promise.all(
    jobs.map(async (job) => {
      const records = await Promise.all(
        folders.map((folder) => readIfThere(join(jobFolder(folder, job), 'job.json'))),
      );
      // No two trainings have the same times: an equal record is a copy.
      const texts = records.map((record) => record?.toString());
      const holders = folders.filter(
        (_, index) => texts[index] !== undefined && texts.indexOf(texts[index]) === index,
      );
      return { job, holders };
    }),
  );
  const missing = places.filter(({ holders }) => holders.length === 0).map(({ job }) => job.name);
  if (missing.length > 0)
    throw wrong(`${missing.length} of ${jobs.length} jobs are not done: ${missing.join(', ')}`);
  const twice = places.find(({ holders }) => holders.length > 1);
  if (twice !== undefined) throw wrong(`${twice.job.name} is in ${twice.holders.join(' and in ')}`);
  return places.flatMap(({ job, holders }) =>
    holders.map((folder) => ({ job, place: jobFolder(folder, job) })),
  );
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
