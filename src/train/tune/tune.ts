/**
 * `tune`: Bayesian optimisation of what the paper's section 3.4 leaves to it, on inner speakers alone, in the order of `tune`.
 * @module
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EmotionError } from '../../core/errors.js';
import { deriveSeed, seededRandom } from '../../core/random.js';
import { fitClips, type ClipSettings, type OpenStepMaker } from '../clips/fit-clips.js';
import { TrainingDiverged } from '../clips/judge-clips.js';
import type { ClipShelf, LoadedClip } from '../clips/load-clips.js';
import { clipKey, type Clip } from '../corpora/corpus.js';
import {
  parseTuneArgs,
  TUNE_USAGE,
  USUAL_SETTINGS,
  type TuneConfig,
} from '../experiment/config-experiment.js';
import { loadPlanned, planExperiment } from '../experiment/experiment.js';
import { networkOpener } from '../experiment/step-makers.js';
import { readJson } from '../experiment/stored-run.js';
import { OPTIMISER_NAMES, type OptimiserName } from '../optimiser/optimiser.js';
import { checkFolds, type Fold } from '../protocols/fold.js';
import { withoutTest } from '../protocols/inner.js';
import { abortOnInterrupt, claimRunFolder } from '../run/run-folder.js';
import { replaceFile } from '../run/state-file.js';
import { shardOf } from '../shard.js';
import type { Point, Space } from './space.js';
import { suggest, type Trial } from './tpe.js';

/** What is searched; the paper names the five and gives no intervals. */
export const SETTINGS_SPACE = {
  optimiser: { kind: 'choice', options: OPTIMISER_NAMES },
  rate: { kind: 'log-uniform', low: 1e-5, high: 1e-2 },
  batch: { kind: 'choice', options: [8, 16, 32] },
  l2Parameters: { kind: 'log-uniform', low: 1e-6, high: 1e-2 },
  l2Activity: { kind: 'uniform', low: 0, high: 1e-4 },
} as const satisfies Space;

/** A trial as it is kept: one file each, so that a stop loses none and several processes can share a folder. */
export interface StoredTrial extends Trial {
  readonly number: number;
  readonly bestEpoch: number;
  readonly epochs: number;
  /** Why it gave no network: it counts as right about nothing. */
  readonly diverged: string | null;
}

/** Searches settings for one network on one fold's training clips. */
export async function tune(args: readonly string[]): Promise<void> {
  const command = parseTuneArgs(args);
  if (command === null) {
    console.log(TUNE_USAGE);
    return;
  }
  const { config, out, resume, shard } = command;
  console.error(JSON.stringify(config, null, 2));
  const plan = await planExperiment(config, [config.seed]);
  const [fold] = plan.folds;
  if (fold === undefined) throw new EmotionError('invalid-argument', `${plan.protocol} has no folds`);
  const { train, validation } = withoutTest(fold, plan);
  // From here on nothing knows the test clips.
  const blind: Fold = { name: fold.name, seed: null, train, validation, test: validation };
  const inner = await loadPlanned(checkFolds({ ...plan, validatesOnTest: true, folds: [blind] }), config);
  const [usable = blind] = inner.plan.folds;
  await claimRunFolder(out, { config, resume: resume || shard !== null });
  const signal = abortOnInterrupt();
  const open = await networkOpener(config);

  const numbers = Array.from({ length: config.trials }, (_, k) => k + 1);
  for (const number of shardOf(numbers, shard)) {
    const trials = await readTrials(out);
    if (trials.some((trial) => trial.number === number)) continue;
    const point =
      number === 1
        ? { ...USUAL_SETTINGS }
        : suggest(SETTINGS_SPACE, trials, seededRandom(deriveSeed(config.seed, number)));
    const trial = await runTrial(number, point, {
      config,
      fold: usable,
      labels: plan.labels,
      shelf: inner.shelf,
      out,
      signal,
      open,
    });
    await replaceFile(join(out, 'trials', `${number}.json`), `${JSON.stringify(trial, null, 1)}\n`);
    console.error(describeTrial(trial));
  }
  console.log(describeBest(await readTrials(out), config));
}

interface TrialContext {
  readonly config: TuneConfig;
  readonly fold: Fold;
  readonly labels: Parameters<typeof fitClips>[0]['labels'];
  readonly shelf: ClipShelf;
  readonly out: string;
  readonly signal: AbortSignal;
  readonly open: OpenStepMaker;
}

async function runTrial(
  number: number,
  point: Point,
  { config, fold, labels, shelf, out, signal, open }: TrialContext,
): Promise<StoredTrial> {
  const take = (clips: readonly Clip[]): LoadedClip[] =>
    clips.flatMap((clip) => shelf.get(clipKey(clip)) ?? []);
  const none = { number, point, score: 0, bestEpoch: 0, epochs: 0 };
  await mkdir(join(out, 'trials'), { recursive: true });
  try {
    const { history, best } = await fitClips({
      ...{ title: `trial ${number} of ${config.trials}`, folder: join(out, 'trials', String(number)) },
      ...{ network: config.network, labels, train: take(fold.train), validation: take(fold.validation) },
      settings: { ...settingsOf(point), ...config.limits },
      ...{ fixedEpoch: null, seed: config.seed, signal, open },
    });
    const score = history[best.epoch - 1]?.validationAccuracy ?? 0;
    return { ...none, score, bestEpoch: best.epoch, epochs: history.length, diverged: null };
  } catch (error) {
    if (error instanceof TrainingDiverged) return { ...none, diverged: error.message };
    throw error;
  }
}

/** A point of the space as settings. */
export function settingsOf(point: Point): Omit<ClipSettings, 'epochs' | 'patience'> {
  return {
    optimiser: point['optimiser'] as OptimiserName,
    rate: Number(point['rate']),
    batch: Number(point['batch']),
    l2Parameters: Number(point['l2Parameters']),
    l2Activity: Number(point['l2Activity']),
  };
}

/** The trials that are finished, by number. */
export async function readTrials(folder: string): Promise<StoredTrial[]> {
  const names = await readdir(join(folder, 'trials')).catch(() => []);
  const files = names.filter((name) => /^\d+\.json$/.test(name));
  const trials = await Promise.all(files.map((name) => readJson<StoredTrial>(join(folder, 'trials', name))));
  return trials.sort((a, b) => a.number - b.number);
}

function describeTrial({ number, point, score, bestEpoch, diverged }: StoredTrial): string {
  const outcome =
    diverged ?? `validation accuracy on inner clips ${(100 * score).toFixed(1)} % in epoch ${bestEpoch}`;
  return `trial ${number}: ${optionsOf(point)}: ${outcome}`;
}

function describeBest(trials: readonly StoredTrial[], config: TuneConfig): string {
  const [best] = [...trials].sort((a, b) => b.score - a.score);
  if (best === undefined) return 'no trial is finished';
  return `${trials.length} of ${config.trials} trials are finished; the best is number ${best.number}
${describeTrial(best)}
train with: ${optionsOf(best.point)} --fixed-epoch ${best.bestEpoch}`;
}

/** A point as options of `train`. */
function optionsOf(point: Point): string {
  const { optimiser, rate, batch, l2Parameters, l2Activity } = settingsOf(point);
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  return `--optimiser ${optimiser} --rate ${short(rate)} --batch ${batch} --l2 ${short(l2Parameters)} --l2-activity ${short(l2Activity)}`;
}
