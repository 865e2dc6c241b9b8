/**
 * Training of one of the paper's networks on one fold (its sections 4 and 5.2): cross-entropy and two penalties, one optimiser at one rate,
 * early stopping on validation accuracy, the best epoch kept.
 * @module
 */
import { join } from 'node:path';
import { deriveSeed, seededRandom, shuffle } from '../../core/random.js';
import type { Emotion } from '../../core/emotions.js';
import { clipsHash } from '../corpora/corpus.js';
import { clipShapes, initialClipWeights, joinNetworks } from '../network/clip/clip-network.js';
import type { ClipNetworkKind } from '../network/clip/clip-step.js';
import type { ClipTrainer } from '../network/clip/clip-trainer.js';
import type { Parameters } from '../network/initial-weights.js';
import { moveStatistics } from '../network/moving-statistics.js';
import { learntTensors } from '../network/learnt-tensors.js';
import { OPTIMISERS, type OptimiserName } from '../optimiser/optimiser.js';
import { percent } from '../percent.js';
import { Progress } from '../run/progress.js';
import { makeFolder } from '../run/run-folder.js';
import { replaceFile } from '../run/state-file.js';
import { batchOf, normalisationOf, type ClipNormalisation } from './clip-batch.js';
import { loadClipState, saveClipState, type ClipState, type EpochLog, type Snapshot } from './clip-state.js';
import { judgeClips, scoreOf, TrainingDiverged } from './judge-clips.js';
import type { LoadedClip } from './load-clips.js';

/** What the paper's search chooses, and how long training goes on. */
export interface ClipSettings {
  readonly optimiser: OptimiserName;
  readonly rate: number;
  /** Clips a step, at most: an epoch's clips are dealt evenly. */
  readonly batch: number;
  readonly l2Parameters: number;
  readonly l2Activity: number;
  /** Most epochs. */
  readonly epochs: number;
  /** Epochs without a better validation accuracy after which training stops. */
  readonly patience: number;
}

/** The network to train. */
export interface ClipNetwork {
  readonly kind: ClipNetworkKind;
  readonly pooling: 'same' | 'valid';
}

/** Whatever computes steps and predictions at parameters that are changed from outside. */
export type StepMaker = Pick<ClipTrainer, 'step' | 'observe' | 'predict' | 'close'>;

/** Opens a step maker for these parameters. */
export type OpenStepMaker = (
  options: ClipNetwork & { readonly classes: number; readonly parameters: Parameters },
) => Promise<StepMaker>;

/** Two trained networks to join. */
export interface ClipStart {
  readonly samples: Parameters;
  readonly frames: Parameters;
  /** `head`: the fully connected layer learns alone. */
  readonly learn: 'head' | 'all';
  /** Tells these networks from others. */
  readonly hash: string;
}

/** One network to train on one fold. */
export interface ClipJob {
  readonly title: string;
  /** Checkpoint and log. */
  readonly folder: string;
  readonly network: ClipNetwork;
  readonly labels: readonly Emotion[];
  readonly train: readonly LoadedClip[];
  readonly validation: readonly LoadedClip[];
  readonly settings: ClipSettings;
  /** Trained networks that a fusion starts from; `null` starts from drawn weights. */
  readonly start?: ClipStart | null;
  /** An epoch fixed beforehand whose weights are kept too; training does not stop before it. */
  readonly fixedEpoch: number | null;
  readonly seed: number;
  /** Aborted on Ctrl-C: the job throws after its step; the last whole epoch is on disk. */
  readonly signal: AbortSignal;
  readonly open: OpenStepMaker;
}

/** A trained network. */
export interface FittedClips {
  readonly history: readonly EpochLog[];
  readonly normalisation: ClipNormalisation;
  readonly best: Snapshot;
  readonly fixed: Snapshot | null;
}

/**
 * Training clips, at least, whose batches give the statistics of batch normalisation after an epoch. Statistics that move along with
 * training lag behind its weights: on EmoDB, in the 2D network, they cost 18 to 25 points of validation accuracy in this or that epoch.
 */
const OBSERVED_CLIPS = 160;

/** Trains from the last whole epoch on disk, or from the start, until early stopping or the last epoch. @throws TrainingDiverged */
export async function fitClips(job: ClipJob): Promise<FittedClips> {
  const { folder, labels, network, train, validation } = job;
  await makeFolder(folder);
  const path = join(folder, 'checkpoint.bin');
  const fingerprint = fingerprintOf(job);
  const normalisation = normalisationOf(train);
  let state = (await loadClipState(path, fingerprint)) ?? startState(job);
  const maker = await job.open({ ...network, classes: labels.length, parameters: state.parameters });
  const progress = new Progress(job.title, {
    total: job.settings.epochs * batchCount(job),
    first: state.history.length * batchCount(job),
  });
  try {
    while (!isFinished(state, job)) {
      const started = performance.now();
      const learnt = await trainEpoch(maker, { job, state, normalisation, progress });
      await observeStatistics(maker, { job, state, normalisation, progress });
      const judged = await judgeClips(maker, validation, { labels, normalisation });
      const validated = scoreOf(judged, labels);
      state = nextState(learnt.state, job, {
        ...{ epoch: state.history.length + 1, loss: learnt.loss, trainAccuracy: learnt.accuracy },
        ...{ validationAccuracy: validated.accuracy, validationLoss: validated.crossEntropy },
        seconds: (performance.now() - started) / 1000,
      });
      await saveClipState(path, { state, fingerprint });
      await replaceFile(join(folder, 'log.jsonl'), logText(state.history));
    }
  } finally {
    progress.end();
    await maker.close();
  }
  return { history: state.history, normalisation, best: keptOf(state.best), fixed: state.fixed };
}

interface EpochRun {
  readonly job: ClipJob;
  readonly state: ClipState;
  readonly normalisation: ClipNormalisation;
  readonly progress: Progress;
}

/** Every training clip once, in an order of its own. */
async function trainEpoch(
  maker: StepMaker,
  { job, state, normalisation, progress }: EpochRun,
): Promise<{ readonly state: ClipState; readonly loss: number; readonly accuracy: number }> {
  const { settings, labels, train } = job;
  const { parameters, history } = state;
  const batches = dealEpoch(job, history.length);
  let { optimiser } = state;
  let [loss, correct] = [0, 0];
  for (const [index, clips] of batches.entries()) {
    const outcome = await maker.step(batchOf(clips, { labels, normalisation }), settings);
    if (!Number.isFinite(outcome.loss)) throw new TrainingDiverged(`the loss is ${outcome.loss}`);
    optimiser = OPTIMISERS[settings.optimiser].step(parameters, outcome.gradients, {
      state: optimiser,
      rate: settings.rate,
    });
    loss += (outcome.loss * clips.length) / train.length;
    correct += outcome.correct;
    progress.show(history.length * batches.length + index + 1, describe(state));
    job.signal.throwIfAborted();
  }
  return { state: { ...state, optimiser }, loss, accuracy: correct / train.length };
}

/** The training clips in the order of an epoch. */
function dealEpoch(job: ClipJob, epoch: number): LoadedClip[][] {
  return deal(shuffle(seededRandom(deriveSeed(job.seed, epoch)), job.train), batchCount(job));
}

/**
 * Gives inference the mean of the means and of the variances that batches show at the epoch's last weights ("precise" statistics; Wu and
 * Johnson, "Rethinking 'batch' in BatchNorm", 2021). As in moving statistics, the spread of the batches' means is left out of the variance.
 */
async function observeStatistics(
  maker: StepMaker,
  { job, state: { parameters, history }, normalisation }: EpochRun,
): Promise<void> {
  let seen = 0;
  for (const clips of dealEpoch(job, history.length)) {
    if (seen >= OBSERVED_CLIPS) break;
    const statistics = await maker.observe(batchOf(clips, { labels: job.labels, normalisation }));
    moveStatistics(parameters, statistics, seen / (seen + clips.length));
    seen += clips.length;
    job.signal.throwIfAborted();
  }
}

function startState({ network, labels, settings, seed, start }: ClipJob): ClipState {
  const shapes = clipShapes(network.kind, labels.length);
  const fresh = initialClipWeights(network.kind, labels.length, seed);
  const parameters = start ? joinNetworks(fresh, start) : fresh;
  const learnt = new Map(
    learntTensors(shapes)
      .filter(({ name }) => start?.learn !== 'head' || name.startsWith('emotion/'))
      .map(({ name }) => [name, parameters.get(name) ?? new Float32Array()]),
  );
  const optimiser = OPTIMISERS[settings.optimiser].start(learnt);
  return { history: [], parameters, optimiser, best: null, fixed: null };
}

function nextState(state: ClipState, job: ClipJob, log: EpochLog): ClipState {
  const { history, parameters } = state;
  const snapshot = (): Snapshot => ({
    epoch: log.epoch,
    parameters: new Map([...parameters].map(([name, values]) => [name, values.slice()])),
  });
  const before = Math.max(-1, ...history.map(({ validationAccuracy }) => validationAccuracy));
  // Epochs that are run for the fixed one alone come after the end of the search for the best.
  const isBest = log.validationAccuracy > before && !isTired(state, job);
  return {
    ...state,
    history: [...history, log],
    best: isBest ? snapshot() : state.best,
    fixed: log.epoch === job.fixedEpoch ? snapshot() : state.fixed,
  };
}

function isFinished(state: ClipState, job: ClipJob): boolean {
  const epoch = state.history.length;
  return epoch >= job.settings.epochs || (isTired(state, job) && epoch >= (job.fixedEpoch ?? 0));
}

/** Whether patience has run out. */
function isTired({ history, best }: ClipState, { settings }: ClipJob): boolean {
  return history.length - (best?.epoch ?? 0) >= settings.patience;
}

function keptOf(best: Snapshot | null): Snapshot {
  if (best === null) throw new RangeError('no epoch was trained');
  return best;
}

function batchCount({ train, settings }: ClipJob): number {
  return Math.ceil(train.length / settings.batch);
}

/** `count` hands that differ by one clip at most: a last batch of one or two would spoil the batch's statistics. */
function deal<T>(items: readonly T[], count: number): T[][] {
  return Array.from({ length: count }, (_, k) =>
    items.slice(Math.round((k * items.length) / count), Math.round(((k + 1) * items.length) / count)),
  );
}

/** Counts the changes of how networks start, what inference takes from training, and which epoch is the best. */
const RULES = 3;

/** What decides the weights; a checkpoint of anything else is refused. */
function fingerprintOf(job: ClipJob): string {
  const { network, labels, settings, fixedEpoch, seed, train, validation, start } = job;
  const hash = (loaded: readonly LoadedClip[]): string => clipsHash(loaded.map(({ clip }) => clip));
  const clips = { train: hash(train), validation: hash(validation) };
  const origin = start ? { start: start.hash, learn: start.learn } : {};
  return JSON.stringify({ rules: RULES, network, labels, settings, fixedEpoch, seed, clips, ...origin });
}

function describe({ history, best }: ClipState): string {
  const last = history.at(-1);
  if (last === undefined) return 'epoch 1';
  const kept = history[(best?.epoch ?? 1) - 1]?.validationAccuracy ?? 0;
  return `epoch ${last.epoch + 1}; before: train ${percent(last.trainAccuracy)}, validation ${percent(last.validationAccuracy)} (best ${percent(kept)} in ${best?.epoch ?? 0})`;
}

function logText(history: readonly EpochLog[]): string {
  return history.map((log) => `${JSON.stringify(log)}\n`).join('');
}
