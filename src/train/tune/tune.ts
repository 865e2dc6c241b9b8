/**
 * `tune`: Bayesian optimisation of what the paper's section 3.4 leaves to it, on inner speakers alone, in the order of `tune`.
 * @module
 */
import { join } from 'node:path';
import { EmotionError } from '../../core/errors.js';
import { deriveSeed, seededRandom } from '../../core/random.js';
import { fitClips, type ClipSettings, type OpenStepMaker } from '../clips/fit-clips.js';
import { TrainingDiverged } from '../clips/judge-clips.js';
import { takeClips, type ClipShelf } from '../clips/load-clips.js';
import { USUAL_SETTINGS } from '../experiment/config-experiment.js';
import { loadPlanned, planExperiment } from '../experiment/plan-experiment.js';
import { networkOpener } from '../experiment/step-makers.js';
import { OPTIMISER_NAMES, type OptimiserName } from '../optimiser/optimiser.js';
import { percent } from '../percent.js';
import { checkFolds, type Fold, type FoldPlan } from '../protocols/fold.js';
import { withoutTest } from '../protocols/inner.js';
import { writeSplit } from '../protocols/split-file.js';
import { abortOnInterrupt } from '../run/interrupt.js';
import { claimRunFolder } from '../run/run-folder.js';
import { shardOf } from '../shard.js';
import { parseTuneArgs, TUNE_USAGE, type TuneConfig } from './config-tune.js';
import type { Point, Space } from './space.js';
import { suggest } from './tpe.js';
import { pointOf, readTrials, trialsIn, writeTrial, type StoredTrial } from './trials.js';

/** What is searched; the paper names the five and gives no intervals. */
export const SETTINGS_SPACE = {
  optimiser: { kind: 'choice', options: OPTIMISER_NAMES },
  rate: { kind: 'log-uniform', low: 1e-5, high: 1e-2 },
  batch: { kind: 'choice', options: [8, 16, 32] },
  l2Parameters: { kind: 'log-uniform', low: 1e-6, high: 1e-2 },
  l2Activity: { kind: 'uniform', low: 0, high: 1e-4 },
} as const satisfies Space;

/** The end of the split's name where the protocol does not test on what it validates on. */
const INNER = '-inner';

/** What the split of a search, whose protocol is that of its split.json, says of the protocol that is searched for. */
export function searchedOnTest(protocol: string): Pick<FoldPlan, 'validatesOnTest'> {
  return { validatesOnTest: !protocol.endsWith(INNER) };
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
  // Where the protocol does not test on what it validates on, this is no split of that name.
  const protocol = plan.validatesOnTest ? plan.protocol : `${plan.protocol}${INNER}`;
  const split = checkFolds({ ...plan, protocol, validatesOnTest: true, folds: [blind] });
  const inner = await loadPlanned(split, config);
  const [usable = blind] = inner.plan.folds;
  await claimRunFolder(out, { config, resume: resume || shard !== null });
  await writeSplit(join(out, 'split.json'), inner.plan, inner.leftOut);
  const signal = abortOnInterrupt();
  const open = await networkOpener(config);

  const numbers = Array.from({ length: config.trials }, (_, k) => k + 1);
  for (const number of shardOf(numbers, shard)) {
    const trials = await readTrials(out);
    if (trials.some((trial) => trial.number === number)) continue;
    const point = await pointOf(out, number, () =>
      number === 1
        ? { ...USUAL_SETTINGS }
        : suggest(SETTINGS_SPACE, trials, seededRandom(deriveSeed(config.seed, number))),
    );
    const trial = await runTrial(number, point, {
      config,
      fold: usable,
      labels: plan.labels,
      shelf: inner.shelf,
      out,
      signal,
      open,
    });
    await writeTrial(out, trial);
    console.error(describeTrial(trial));
  }
  console.log(describeBest(await readTrials(out), config, plan));
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
  const [train, validation] = [takeClips(shelf, fold.train), takeClips(shelf, fold.validation)];
  const none = { number, point, score: 0, bestEpoch: 0, epochs: 0 };
  try {
    const { history, best } = await fitClips({
      ...{ title: `trial ${number} of ${config.trials}`, folder: join(trialsIn(out), String(number)) },
      ...{ network: config.network, labels, train, validation },
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

function describeTrial({ number, point, score, bestEpoch, diverged }: StoredTrial): string {
  const outcome = diverged ?? `validation accuracy on inner clips ${percent(score)} in epoch ${bestEpoch}`;
  return `trial ${number}: ${optionsOf(point)}: ${outcome}`;
}

/** The best of the trials, and the options of `train` for it: its epoch among them, unless the protocol chooses that itself. */
export function describeBest(
  trials: readonly StoredTrial[],
  config: TuneConfig,
  { validatesOnTest }: Pick<FoldPlan, 'validatesOnTest'>,
): string {
  if (trials.length === 0) return 'no trial is finished';
  const finished = `${trials.length} of ${config.trials} trials are finished`;
  const [best] = trials.filter(({ diverged }) => diverged === null).sort((a, b) => b.score - a.score);
  if (best === undefined)
    return [`${finished}; no trial gave a network:`, ...trials.map(describeTrial)].join('\n');
  const epoch = validatesOnTest ? ` --fixed-epoch ${best.bestEpoch}` : '';
  return `${finished}; the best is number ${best.number}
${describeTrial(best)}
train with: ${optionsOf(best.point)}${epoch}`;
}

/** A point as options of `train`. */
function optionsOf(point: Point): string {
  const { optimiser, rate, batch, l2Parameters, l2Activity } = settingsOf(point);
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  return `--optimiser ${optimiser} --rate ${short(rate)} --batch ${batch} --l2 ${short(l2Parameters)} --l2-activity ${short(l2Activity)}`;
}
