import { EmotionError } from '../../../core/errors.js';
import { LOG_MEL } from '../../../core/feature-spec.js';
import { CNN_2D_FRAMES } from '../../../networks/cnn-lstm-2d.js';
import { sizeOf, type NamedShape } from '../../../networks/tensors.js';
import { Arena } from '../../kernels/arena.js';
import { ClipEngine, joinShards, type EngineNetwork } from './clip-engine.js';
import { clipBranches, clipShapes } from './clip-network.js';
import {
  CLIP_SAMPLES,
  type ClipBatch,
  type ClipPenalties,
  type ClipStepOutcome,
  type ClipTrainerOptions,
} from './clip-step.js';
import { ClipThreads } from './clip-threads.js';
import type { Parameters } from '../initial-weights.js';
import type { BlockStatistics } from '../moving-statistics.js';

/** What computes: this thread, or others. */
type Computer = Pick<ClipThreads, 'step' | 'observe' | 'predict' | 'close'>;

/** Computes training steps and predictions of one of the paper's networks. */
export class ClipTrainer {
  readonly #options: ClipTrainerOptions;
  readonly #computer: Computer;

  private constructor(options: ClipTrainerOptions, computer: Computer) {
    this.#options = options;
    this.#computer = computer;
  }

  /** @throws EmotionError `invalid-argument` when a tensor is missing among the parameters or has another size. */
  static async open(options: ClipTrainerOptions): Promise<ClipTrainer> {
    const { kind, classes, pooling = 'same', threads = 1 } = options;
    const shapes = clipShapes(kind, classes);
    checkParameters(shapes, options);
    const network: EngineNetwork = { branches: clipBranches(kind, pooling), shapes, classes };
    const computer =
      threads > 1 ? new ClipThreads(network, threads) : onThisThread(network, await Arena.open());
    return new ClipTrainer(options, computer);
  }

  /** Loss and gradients of a batch at the current parameters; changes none of them. */
  async step(batch: ClipBatch, penalties: ClipPenalties): Promise<ClipStepOutcome> {
    checkBatch(batch, this.#options);
    return this.#computer.step(batch, this.#options.parameters, penalties);
  }

  /** Mean and variance that each block sees in a batch at the current parameters. */
  async observe(batch: ClipBatch): Promise<BlockStatistics> {
    checkBatch(batch, this.#options);
    return this.#computer.observe(batch, this.#options.parameters);
  }

  /**
   * Probabilities by the moving statistics, as the served network gives them.
   * @returns shape [size, K] row-major.
   */
  async predict(batch: ClipBatch): Promise<Float32Array> {
    checkBatch(batch, this.#options);
    return this.#computer.predict(batch, this.#options.parameters);
  }

  /** Ends the threads where there are any. */
  async close(): Promise<void> {
    await this.#computer.close();
  }
}

function onThisThread(network: EngineNetwork, arena: Arena): Computer {
  const engine = new ClipEngine(arena, network);
  const reduce = (sums: Float64Array): Float64Array => sums;
  return {
    step: (batch: ClipBatch, parameters: Parameters, penalties: ClipPenalties) => {
      const total = batch.size;
      const outcome = engine.step(batch, parameters, { penalties, shard: { total, reduce } });
      return Promise.resolve(joinShards([outcome], parameters, { total, penalties }));
    },
    observe: (batch, parameters) => Promise.resolve(engine.observe(batch, parameters)),
    predict: (batch, parameters) => Promise.resolve(engine.predict(batch, parameters)),
    close: () => Promise.resolve(),
  };
}

/** @throws EmotionError `invalid-argument` when a tensor is missing among the parameters or has another size. */
export function checkParameters(
  shapes: readonly NamedShape[],
  { kind, parameters }: Pick<ClipTrainerOptions, 'kind' | 'parameters'>,
): void {
  for (const { name, shape } of shapes) {
    const length = parameters.get(name)?.length;
    if (length !== sizeOf(shape))
      throw new EmotionError(
        'invalid-argument',
        `${kind}: ${name} has ${length ?? 'no'} values, not ${sizeOf(shape)}`,
      );
  }
}

/** @throws EmotionError `invalid-argument` when a batch has too little or too much of something, or a label of no class. */
export function checkBatch(
  { size, samples, frames, labels }: ClipBatch,
  { kind, classes }: ClipTrainerOptions,
): void {
  const demand = (name: string, actual: number | undefined, expected: number): void => {
    if (actual !== expected)
      throw new EmotionError(
        'invalid-argument',
        `a batch of ${size} clips has ${actual ?? 'no'} ${name}, not ${expected}`,
      );
  };
  if (kind !== '2d') demand('samples', samples?.length, size * CLIP_SAMPLES);
  if (kind !== '1d') demand('frame values', frames?.length, size * CNN_2D_FRAMES * LOG_MEL.mels);
  demand('labels', labels.length, size);
  if (size < 1) throw new EmotionError('invalid-argument', 'a batch has no clip');
  const wrong = labels.find((label) => label < 0 || label >= classes);
  if (wrong !== undefined)
    throw new EmotionError('invalid-argument', `label ${wrong} is not a class of ${classes}`);
}
