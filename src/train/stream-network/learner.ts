import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { featureHash } from '../../core/feature-spec.js';
import { deriveSeed, seededRandom } from '../../core/random.js';
import { LEVELLED_LOG_MEL } from '../../features/speech-level.js';
import { streamNetShapes } from '../../networks/stream-net.js';
import type { NamedShape } from '../../networks/tensors.js';
import { clipsHash } from '../corpora/corpus.js';
import type { Arena } from '../kernels/arena.js';
import { initialWeights, type Parameters } from '../network/initial-weights.js';
import { learntTensors } from '../network/learnt-tensors.js';
import { moveStatistics } from '../network/moving-statistics.js';
import { StreamEngine } from '../network/stream/stream-engine.js';
import type { StepOutcome } from '../network/stream/stream-step.js';
import { startAdam, stepAdam } from '../optimiser/adamw.js';
import { oneCycle } from '../optimiser/one-cycle.js';
import { appendLine, makeFolder, readLines } from '../run/run-folder.js';
import { replaceFile } from '../run/state-file.js';
import { withoutSpeaker, type Batch } from '../streams/batch.js';
import { NORMALISATION, STREAM_RULES } from '../streams/draw-stream.js';
import { loadCheckpoint, saveCheckpoint, type TrainState } from './checkpoint.js';
import type { FitJob, LearnerPlace } from './fit-job.js';

/** Share of the old value in the moving statistics of batch normalisation. */
const MOMENTUM = 0.95;
const STEPS_PER_CHECKPOINT = 25;

/** One network in training, with its checkpoint and its log. */
export class Learner {
  readonly #job: FitJob;
  readonly #place: LearnerPlace;
  readonly #engine: StreamEngine;
  #state: TrainState;

  private constructor(
    job: FitJob,
    place: LearnerPlace,
    { arena, state }: { arena: Arena; state: TrainState },
  ) {
    this.#job = job;
    this.#place = place;
    this.#state = state;
    this.#engine = new StreamEngine(arena, {
      shapes: shapesOf(job),
      parameters: state.parameters,
      settings: job.config.loss,
    });
  }

  /**
   * The network as its checkpoint has it, or at its start.
   * @throws EmotionError `invalid-argument` for a checkpoint of another run, or one that is not whole.
   */
  static async open(job: FitJob, place: LearnerPlace, arena: Arena): Promise<Learner> {
    await makeFolder(place.folder);
    const fingerprint = fingerprintOf(job, place);
    const saved = await loadCheckpoint(pathIn(place), fingerprint);
    const state = saved ?? startState(job, fingerprint);
    await cutLog(logOf(place), state.step);
    return new Learner(job, place, { arena, state });
  }

  /** Its checkpoint. */
  get path(): string {
    return pathIn(this.#place);
  }

  /** Steps done. */
  get step(): number {
    return this.#state.step;
  }

  get parameters(): Parameters {
    return this.#state.parameters;
  }

  /**
   * Learns from the batch of its next step, but for the streams that it must not hear.
   * @returns what it found: nothing in a batch of a step that it has done, or of which nothing is left.
   */
  async learn(all: Batch): Promise<readonly StepOutcome[]> {
    const { step } = this.#state;
    if (all.step !== step) return [];
    const { without } = this.#place;
    const batch = without === null ? all : withoutSpeaker(all, without);
    const outcomes = batch.size === 0 ? [] : [this.#engine.step(batch, this.#dropout())];
    for (const outcome of outcomes) {
      this.#take(outcome);
      await appendLine(logOf(this.#place), lineOf(step, outcome));
    }
    this.#state = { ...this.#state, step: step + 1 };
    if (this.step % STEPS_PER_CHECKPOINT === 0 || this.step === this.#job.steps) await this.save();
    return outcomes;
  }

  /** Writes the checkpoint. */
  async save(): Promise<void> {
    await saveCheckpoint(this.path, this.#state);
  }

  #dropout() {
    return seededRandom(deriveSeed(this.#job.config.seed, this.step, -1));
  }

  #take({ gradients, statistics }: StepOutcome): void {
    const { config, steps } = this.#job;
    const { parameters, adam: state } = this.#state;
    const rate = oneCycle(this.step, { steps, peak: config.rate });
    const adam = stepAdam(parameters, gradients, { state, rate });
    moveStatistics(parameters, statistics, MOMENTUM);
    this.#state = { ...this.#state, adam };
  }
}

function pathIn({ folder }: LearnerPlace): string {
  return join(folder, 'checkpoint.bin');
}

function logOf({ folder }: LearnerPlace): string {
  return join(folder, 'log.jsonl');
}

function shapesOf({ network, material }: FitJob): readonly NamedShape[] {
  return streamNetShapes(network, material.labels.length);
}

/** What decides the network that a job comes to. */
function fingerprintOf(
  { config, steps, network, material, from }: FitJob,
  { without }: LearnerPlace,
): string {
  const { seed, batch, rate, loss } = config;
  return JSON.stringify({
    ...{ seed, batch, rate, loss, steps },
    ...{ features: featureHash(LEVELLED_LOG_MEL), normalisation: NORMALISATION, streams: STREAM_RULES },
    network,
    corpora: material.corpora.map(({ clips, labels, share }) => ({ clips: clipsHash(clips), labels, share })),
    labels: material.labels,
    from: from == null ? null : hashParameters(from.parameters),
    ...(without === null ? {} : { without }),
  });
}

function startState(job: FitJob, fingerprint: string): TrainState {
  const shapes = shapesOf(job);
  const parameters = job.from == null ? initialWeights(shapes, job.config.seed) : copyOf(job.from.parameters);
  const learnt = new Map(
    learntTensors(shapes).map(({ name }) => [name, parameters.get(name) ?? new Float32Array()]),
  );
  return { step: 0, fingerprint, parameters, adam: startAdam(learnt) };
}

function copyOf(parameters: Parameters): Parameters {
  return new Map([...parameters].map(([name, values]) => [name, values.slice()]));
}

function hashParameters(parameters: Parameters): string {
  const hash = createHash('sha256');
  for (const values of parameters.values()) hash.update(values);
  return hash.digest('hex').slice(0, 16);
}

/** A line of log.jsonl: what a step found. */
export interface StepLog extends Pick<StepOutcome, 'emotionLoss' | 'speechLoss' | 'accuracy'> {
  readonly step: number;
}

function lineOf(step: number, { emotionLoss, speechLoss, accuracy }: StepOutcome): StepLog {
  return { step, emotionLoss, speechLoss, accuracy };
}

/** Takes back the lines of steps that a killed process did after its last checkpoint: they are done again. */
async function cutLog(path: string, step: number): Promise<void> {
  const lines = await readLines<StepLog>(path);
  const kept = lines.filter((line) => line.step < step);
  if (kept.length < lines.length)
    await replaceFile(path, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
