import { join } from 'node:path';
import { EmotionError } from '../core/errors.js';
import { EXPERIMENT_USAGE, parseExperimentArgs, refuseIdleEpoch } from './experiment/config-experiment.js';
import { isDone, listJobs, runJob } from './experiment/experiment-job.js';
import { openStart } from './experiment/fusion-start.js';
import { joinJobs } from './experiment/join-jobs.js';
import { describePlan, loadPlanned, planExperiment } from './experiment/plan-experiment.js';
import { headOpener, networkOpener } from './experiment/step-makers.js';
import { writeSplit } from './protocols/split-file.js';
import { describeResult, writeResult } from './report/write-result.js';
import { abortOnInterrupt } from './run/interrupt.js';
import { claimRunFolder } from './run/run-folder.js';
import { shardOf } from './shard.js';

/**
 * `train --network 1d|2d|fusion`: one of the paper's experiments (its sections 4 and 5). Corpora, split, one network a seed and fold,
 * figures, report.
 */
export async function runExperiment(args: readonly string[]): Promise<void> {
  const command = parseExperimentArgs(args);
  if (command === null) {
    console.log(EXPERIMENT_USAGE);
    return;
  }
  const { config, out, resume, shard } = command;
  console.error(JSON.stringify(config, null, 2));
  const planned = await planExperiment(config, config.seeds);
  refuseIdleEpoch(command, planned);
  const { plan, leftOut, shelf } = await loadPlanned(planned, config);
  console.error(describePlan(plan));
  const jobs = listJobs(plan.folds, config.seeds);
  if (jobs.length === 0)
    throw new EmotionError(
      'invalid-argument',
      `no fold of ${config.split} is for seed ${config.seeds.join(', ')}`,
    );
  const own = shardOf(jobs, shard);
  const startOf = await openStart(config, plan);
  const openNetwork = await networkOpener(config);
  // Hours later would be a bad time to hear of a network that is missing.
  for (const job of own) await startOf(job);

  const environment = await claimRunFolder(out, { config, resume: resume || shard !== null });
  await writeSplit(join(out, 'split.json'), plan, leftOut);
  const signal = abortOnInterrupt();
  for (const [index, job] of own.entries()) {
    if (await isDone(out, job)) continue;
    const title = `${job.name} (${index + 1} of ${own.length})`;
    await runJob(job, {
      folder: out,
      environment,
      config,
      plan,
      shelf,
      signal,
      open: config.start?.learn === 'head' ? headOpener() : openNetwork,
      start: await startOf(job),
      title,
    });
  }

  if (shard === null) {
    const joined = await joinJobs(out, [out]);
    await writeResult(out, joined);
    console.log(describeResult(joined.result));
  } else
    console.log(
      `part ${shard.index} of ${shard.count}: ${own.length} of ${jobs.length} jobs are done; join all parts with: merge`,
    );
}
