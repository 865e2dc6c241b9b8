/**
 * `train --network 1d|2d|fusion`: the paper's experiments (its sections 4 and 5), in the order of `runExperiment`.
 * @module
 */
import { join } from 'node:path';
import { loadClips, type ClipShelf } from '../clips/load-clips.js';
import { demandUsable, describeBad } from '../corpora/check-clips.js';
import { clipKey, type Corpus } from '../corpora/corpus.js';
import { describeCorpus, openCorpora } from '../corpora/open-corpus.js';
import { checkFolds, type Fold, type FoldPlan } from '../protocols/fold.js';
import { PROTOCOL_NAMES, planFolds } from '../protocols/protocols.js';
import { readSplit, splitHash, writeSplit } from '../protocols/split-file.js';
import { EmotionError } from '../../core/errors.js';
import { Progress } from '../run/progress.js';
import { abortOnInterrupt } from '../run/interrupt.js';
import { claimRunFolder } from '../run/run-folder.js';
import { EXPERIMENT_USAGE, parseExperimentArgs } from './config-experiment.js';
import type { ExperimentSubject } from './config-subject.js';
import { isDone, listJobs, runJob } from './experiment-job.js';
import { describeResult, joinJobs, writeResult } from './finish-experiment.js';
import { openStart } from './fusion-start.js';
import { headOpener, networkOpener } from './step-makers.js';
import { shardOf } from '../shard.js';

/** One experiment: corpora, split, one network a seed and fold, figures, report. */
export async function runExperiment(args: readonly string[]): Promise<void> {
  const command = parseExperimentArgs(args);
  if (command === null) {
    console.log(EXPERIMENT_USAGE);
    return;
  }
  const { config, out, resume, shard } = command;
  console.error(JSON.stringify(config, null, 2));
  const { plan, leftOut, shelf } = await loadPlanned(await planExperiment(config, config.seeds), config);
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

/**
 * Opens the corpora, and makes the folds or reads them.
 * @throws EmotionError `invalid-argument` when corpora and split do not fit.
 */
export async function planExperiment(
  subject: ExperimentSubject,
  seeds: readonly number[],
): Promise<FoldPlan> {
  const corpora = await openCorpora(subject.corpora, subject.data);
  for (const corpus of corpora) console.error(describeCorpus(corpus));
  return makeFolds(subject, corpora, seeds);
}

async function makeFolds(
  { split, labels, heldOut, folds }: ExperimentSubject,
  corpora: readonly Corpus[],
  seeds: readonly number[],
): Promise<FoldPlan> {
  const protocol = PROTOCOL_NAMES.find((name) => name === split);
  const clips = corpora.flatMap((corpus) => corpus.clips);
  const plan =
    protocol === undefined
      ? await readSplit(split, clips)
      : planFolds(protocol, { corpora, labels, seeds, heldOut });
  return folds === null ? plan : { ...plan, folds: folds.map((name) => findFold(plan, name)) };
}

function findFold({ protocol, folds }: FoldPlan, name: string): Fold {
  const fold = folds.find((one) => one.name === name);
  if (fold === undefined)
    throw new EmotionError(
      'invalid-argument',
      `${protocol} has no fold "${name}", only ${folds.map((one) => one.name).join(', ')}`,
    );
  return fold;
}

/** The folds of an experiment with their clips in memory, and the keys of clips that cannot be used. */
export interface LoadedPlan {
  readonly plan: FoldPlan;
  readonly leftOut: readonly string[];
  readonly shelf: ClipShelf;
}

/**
 * Reads every clip that has a part in the plan into memory.
 * @throws EmotionError `invalid-argument` naming clips that cannot be used unless these are to be skipped; or when skipping them leaves a
 *   fold without clips of a class.
 */
export async function loadPlanned(plan: FoldPlan, subject: ExperimentSubject): Promise<LoadedPlan> {
  const clips = plan.folds.flatMap(({ train, validation, test }) => [...train, ...validation, ...test]);
  const unique = [...new Map(clips.map((clip) => [clipKey(clip), clip])).values()];
  const progress = new Progress('reading', { total: unique.length });
  const { shelf, bad } = await loadClips(unique, {
    reading: { kind: subject.network.kind, sound: subject.sound },
    onClip: (done) => {
      progress.show(done, 'clips');
    },
  });
  demandUsable(bad, { count: unique.length, skipBad: subject.skipBad });
  if (bad.length > 0) console.error(`left out:\n${describeBad(bad)}`);
  const leftOut = bad.map(({ clip }) => clipKey(clip));
  return { plan: without(plan, leftOut), leftOut, shelf };
}

/** The plan without some clips; checked again, since a class may have lost its last one. */
function without(plan: FoldPlan, keys: readonly string[]): FoldPlan {
  if (keys.length === 0) return plan;
  const out = new Set(keys);
  const keep = (clips: Fold['train']): Fold['train'] => clips.filter((clip) => !out.has(clipKey(clip)));
  const folds = plan.folds.map((fold) => ({
    ...{ ...fold, train: keep(fold.train), validation: keep(fold.validation), test: keep(fold.test) },
  }));
  return checkFolds({ ...plan, folds });
}

function describePlan(plan: FoldPlan): string {
  const folds = plan.folds.map(
    ({ name, train, validation, test }) =>
      `  fold ${name}: ${train.length} clips to train on, ${validation.length} to choose the epoch, ${test.length} to test`,
  );
  const warning = plan.validatesOnTest
    ? ' (the clips that choose the epoch are the test clips, as in the paper)'
    : '';
  return [`${plan.protocol}${warning}, split ${splitHash(plan).slice(0, 12)}:`, ...folds].join('\n');
}
