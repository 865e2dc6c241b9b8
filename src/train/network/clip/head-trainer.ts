import { Arena } from '../../kernels/arena.js';
import { ClipEngine, joinShards } from './clip-engine.js';
import { headAnswers, headStep, type DeepFeature } from './clip-head.js';
import { clipBranches, clipShapes } from './clip-network.js';
import type { ClipBatch, ClipPenalties, ClipStepOutcome, ClipTrainerOptions } from './clip-step.js';
import { checkParameters } from './clip-trainer.js';
import type { BlockStatistics } from '../moving-statistics.js';

/** Deep features of clips by their keys, for networks that change no more. */
export type FeatureMemory = Map<string, Float32Array>;

/**
 * Computes steps of the fully connected layer alone: the networks below it stay as they are, by their moving statistics as they are served,
 * so that each clip's deep features are computed once. The penalty on activity has nothing to change then, and is left out.
 */
export class HeadTrainer {
  readonly #options: ClipTrainerOptions;
  readonly #engine: ClipEngine;
  readonly #memory: FeatureMemory;

  private constructor(options: ClipTrainerOptions, engine: ClipEngine, memory: FeatureMemory) {
    this.#options = options;
    this.#engine = engine;
    this.#memory = memory;
  }

  /**
   * @param memory may be shared by trainers whose networks differ in the fully connected layer alone.
   * @throws EmotionError `invalid-argument` when a tensor is missing among the parameters or has another size.
   */
  static async open(options: ClipTrainerOptions, memory: FeatureMemory = new Map()): Promise<HeadTrainer> {
    const { kind, classes, pooling = 'same' } = options;
    const shapes = clipShapes(kind, classes);
    checkParameters(shapes, options);
    const network = { branches: clipBranches(kind, pooling), shapes, classes };
    return new HeadTrainer(options, new ClipEngine(await Arena.open(), network), memory);
  }

  /** Loss and gradients of the layer; changes nothing. */
  step(batch: ClipBatch, penalties: ClipPenalties): Promise<ClipStepOutcome> {
    const { parameters, classes } = this.#options;
    const total = batch.size;
    const head = headStep([this.#features(batch)], batch.labels, { parameters, classes, total });
    const shard = { ...head, activity: 0, statistics: [] };
    return Promise.resolve(joinShards([shard], parameters, { total, penalties }));
  }

  /** Nothing: the blocks stay as they are, and their statistics with them. */
  observe(): Promise<BlockStatistics> {
    return Promise.resolve([]);
  }

  /** Probabilities, shape [size, K]. */
  predict(batch: ClipBatch): Promise<Float32Array> {
    return Promise.resolve(headAnswers([this.#features(batch)], this.#options));
  }

  /** Nothing runs. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Of all branches side by side. */
  #features(batch: ClipBatch): DeepFeature {
    const keys = batch.keys ?? [];
    const known = keys.map((key) => this.#memory.get(key));
    if (keys.length === batch.size && known.every((one) => one !== undefined))
      return { state: Float32Array.from(known.flatMap((one) => [...one])), units: known[0]?.length ?? 0 };
    const state = this.#engine.features(batch, this.#options.parameters);
    const units = state.length / batch.size;
    for (const [clip, key] of keys.entries())
      this.#memory.set(key, state.slice(clip * units, (clip + 1) * units));
    return { state, units };
  }
}
