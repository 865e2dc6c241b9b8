import { cp, readFile, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EmotionError } from '../core/errors.js';
import type { ExperimentConfig } from './experiment/config-experiment.js';
import { joinJobs } from './experiment/join-jobs.js';
import { readConfig } from './experiment/stored-run.js';
import { parseRuns } from './options.js';
import { readSplitFile } from './protocols/split-file.js';
import { describeResult, writeResult } from './report/write-result.js';
import { claimRunFolder, makeFolder } from './run/run-folder.js';
import { replaceFile } from './run/state-file.js';
import type { TuneConfig } from './tune/config-tune.js';
import { joinTrials, trialsIn, writeTrial } from './tune/trials.js';
import { describeBest, searchedOnTest } from './tune/tune.js';
import { wrong } from './wrong.js';

const USAGE = `Usage: npm run train -- merge RUN [RUN...] [--out DIR]

Joins the jobs of an experiment that ran in parts (--shard), and writes predictions.csv, result.json and report.html: of one run folder
that all parts shared, or of several, into --out (default: the first), to which it copies the jobs with their networks. A job that is
missing is an error. Of a search (tune) it joins the trials that are finished, says how many these are, and names the best.
`;

const OPTIONS = { out: { type: 'string' }, help: { type: 'boolean', default: false } } as const;

/**
 * `merge`: the result of an experiment, or of a search, that ran in parts.
 * @throws EmotionError `invalid-argument` when the runs differ in more than where their corpora lay, or when jobs of an experiment are
 *   missing. A search may lack trials: what is printed counts those that are finished.
 */
export async function mergeRuns(args: readonly string[]): Promise<void> {
  const { runs: folders, values } = parseRuns(args, OPTIONS);
  const { out, help } = values;
  if (help) {
    console.log(USAGE);
    return;
  }
  const [first, ...others] = folders;
  if (first === undefined)
    throw new EmotionError('invalid-argument', 'merge needs a run folder; see merge --help');
  const config = await readAny(first);
  const { hash, protocol } = await readSplitFile(join(first, 'split.json'));
  for (const folder of others) {
    if (sameEverywhere(await readAny(folder)) !== sameEverywhere(config))
      throw new EmotionError('invalid-argument', `${folder} and ${first} are runs of different configs`);
    if ((await readSplitFile(join(folder, 'split.json'))).hash !== hash)
      throw new EmotionError('invalid-argument', `${folder} and ${first} are runs of different splits`);
  }
  const target = out ?? first;
  const claim = async (): Promise<void> => {
    if (target === first) return;
    await claimRunFolder(target, { config, resume: true });
    await replaceFile(join(target, 'split.json'), await readFile(join(first, 'split.json')));
  };
  if ('trials' in config) {
    const trials = await joinTrials(folders);
    await claim();
    await makeFolder(trialsIn(target));
    for (const trial of trials) await writeTrial(target, trial);
    console.log(describeBest(trials, config, searchedOnTest(protocol)));
  } else {
    const joined = await joinJobs(first, folders);
    await claim();
    for (const place of joined.places) await copyJob(place, target);
    await writeResult(target, joined);
    console.log(describeResult(joined.result));
  }
}

/** Copies a job's folder into a run; it is whole there or not there. @throws EmotionError `invalid-argument` naming what cannot be written. */
async function copyJob(place: string, run: string): Promise<void> {
  const copy = join(run, 'jobs', basename(place));
  if (resolve(copy) === resolve(place)) return;
  const partial = `${copy}.partial`;
  try {
    await rm(partial, { recursive: true, force: true });
    await cp(place, partial, { recursive: true });
    await rm(copy, { recursive: true, force: true });
    await rename(partial, copy);
  } catch (cause) {
    throw wrong(`cannot copy ${place} to ${copy}: ${(cause as Error).message}`, cause);
  }
}

function readAny(folder: string): Promise<ExperimentConfig | TuneConfig> {
  return readConfig(folder, ['an experiment', 'a search']);
}

/** The config without places of files, of which each machine has its own. */
function sameEverywhere(config: ExperimentConfig | TuneConfig): string {
  // Splits are compared by their hash.
  const split = config.split.endsWith('.json') ? 'file' : config.split;
  return JSON.stringify({ ...config, data: '', split, start: 'start' in config ? config.start.learn : null });
}
