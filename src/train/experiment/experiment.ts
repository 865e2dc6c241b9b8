/**
 * `train --network 1d|2d|fusion`: the paper's experiments (its sections 4 and 5), in the order of `runExperiment`.
 * @module
 */
import { join } from 'node:path';
import type { StepMaker } from '../clips/fit-clips.js';
import { loadClips, type ClipShelf } from '../clips/load-clips.js';
import type { Corpus } from '../corpora/corpus.js';
import { describeCorpus, openCorpus } from '../corpora/open-corpus.js';
import { ClipTrainer } from '../network/clip-trainer.js';
import { checkFolds, clipKey, type Fold, type FoldPlan } from '../protocols/fold.js';
import { PROTOCOL_NAMES, planFolds } from '../protocols/protocols.js';
import { readSplit, splitHash, splitText } from '../protocols/split-file.js';
import { EmotionError } from '../../core/errors.js';
import { Progress } from '../run/progress.js';
import { abortOnInterrupt, claimRunFolder } from '../run/run-folder.js';
import { replaceFile } from '../run/state-file.js';
import { EXPERIMENT_USAGE, parseExperimentArgs, type ExperimentSubject } from './config-experiment.js';
import { isDone, listJobs, runJob } from './experiment-job.js';
import { describeResult, finishExperiment } from './finish-experiment.js';
import { shardOf } from './shard.js';

/** One experiment: corpora, split, one network a seed and fold, figures, report. */
export async function runExperiment(args: readonly string[]): Promise<void> {
  const command = parseExperimentArgs(args);
  if (command === null) {
    console.log(EXPERIMENT_USAGE);
    return;
  }
  const { config, out, resume, shard } = command;
  console.error(JSON.stringify(config, null, 2));
  const planned = await planExperiment(config, config.seeds);
  await claimRunFolder(out, { config, resume: resume || shard !== null });
  const signal = abortOnInterrupt();

  const shelf = await loadPlanned(planned, config);
  const leftOut = shelf.bad.map(({ clip }) => clip);
  const plan = withoutBad(planned, shelf);
  await replaceFile(join(out, 'split.json'), splitText(plan, leftOut));
  console.error(describePlan(plan));

  const jobs = listJobs(plan.folds, config.seeds);
  if (jobs.length === 0)
    throw new EmotionError(
      'invalid-argument',
      `no fold of ${config.split} is for seed ${config.seeds.join(', ')}`,
    );
  const own = shardOf(jobs, shard);
  for (const [index, job] of own.entries()) {
    if (await isDone(out, job)) continue;
    const title = `${job.name} (${index + 1} of ${own.length})`;
    const open = (options: Parameters<typeof ClipTrainer.open>[0]): Promise<StepMaker> =>
      ClipTrainer.open(options);
    await runJob(job, { folder: out, config, plan, shelf: shelf.loaded, signal, open, title });
  }

  if (shard === null) console.log(describeResult(await finishExperiment(out, [out])));
  else
    console.log(
      `part ${shard.index} of ${shard.count}: ${own.length} of ${jobs.length} jobs are done; join all parts with: merge`,
    );
}

/** Opens the corpora and makes the folds, or reads them. */
export async function planExperiment(
  subject: ExperimentSubject,
  seeds: readonly number[],
): Promise<FoldPlan> {
  const corpora: Corpus[] = [];
  for (const name of subject.corpora) {
    const corpus = await openCorpus(name, subject.data);
    console.error(describeCorpus(corpus));
    corpora.push(corpus);
  }
  const { split, labels, heldOut, folds } = subject;
  const protocol = PROTOCOL_NAMES.find((name) => name === split);
  const plan =
    protocol === undefined
      ? await readSplit(
          split,
          corpora.flatMap(({ clips }) => clips),
        )
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

/** Reads every clip that has a part in the plan. */
export async function loadPlanned({ folds }: FoldPlan, subject: ExperimentSubject): Promise<ClipShelf> {
  const clips = folds.flatMap(({ train, validation, test }) => [...train, ...validation, ...test]);
  const unique = [...new Map(clips.map((clip) => [clipKey(clip), clip])).values()];
  const progress = new Progress('reading', { total: unique.length });
  const shelf = await loadClips(unique, {
    reading: { kind: subject.network.kind, sound: subject.sound },
    skipBad: subject.skipBad,
    onClip: (done) => {
      if (done % 100 === 0 || done === unique.length) progress.show(done, 'clips');
    },
  });
  for (const { reason } of shelf.bad) console.error(`left out: ${reason}`);
  return shelf;
}

/** The plan without clips that could not be read; checked again, since a class may have lost its last one. */
export function withoutBad(plan: FoldPlan, { loaded, bad }: ClipShelf): FoldPlan {
  if (bad.length === 0) return plan;
  const keep = (clips: Fold['train']): Fold['train'] => clips.filter((clip) => loaded.has(clipKey(clip)));
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
