import { joinArrays, PREDICTED_AT_ONCE, sliceBatch } from './clip-engine.js';
import { clipBranches, clipShapes } from './clip-network.js';
import type { ClipBatch, ClipPenalties, ClipStepOutcome, ClipTrainerOptions } from './clip-step.js';
import { tapeObserve, tapePredict, tapeStep, type TapeNetwork } from './clip-tape.js';
import { checkBatch, checkParameters } from './clip-trainer.js';
import type { BlockStatistics } from '../moving-statistics.js';
import { plainTrainingLflb } from '../passes/training-lflb.js';

/** Computes training steps and predictions of one of the paper's networks on TensorFlow.js's current backend. */
export class TapeTrainer {
  readonly #options: ClipTrainerOptions;
  readonly #network: TapeNetwork;

  /** @throws EmotionError `invalid-argument` when a tensor is missing among the parameters or has another size. */
  constructor(options: ClipTrainerOptions) {
    const { kind, classes, parameters, pooling = 'same' } = options;
    const shapes = clipShapes(kind, classes);
    checkParameters(shapes, options);
    this.#options = options;
    this.#network = { branches: clipBranches(kind, pooling), shapes, parameters, forward: plainTrainingLflb };
  }

  /** Loss and gradients of a batch at the current parameters; changes none of them. */
  async step(batch: ClipBatch, penalties: ClipPenalties): Promise<ClipStepOutcome> {
    checkBatch(batch, this.#options);
    return tapeStep(this.#network, batch, penalties);
  }

  /** Mean and variance that each block sees in a batch at the current parameters. */
  async observe(batch: ClipBatch): Promise<BlockStatistics> {
    checkBatch(batch, this.#options);
    return tapeObserve(this.#network, batch);
  }

  /** Probabilities by the moving statistics, shape [size, K] row-major. */
  async predict(batch: ClipBatch): Promise<Float32Array> {
    checkBatch(batch, this.#options);
    const parts: Float32Array[] = [];
    for (let first = 0; first < batch.size; first += PREDICTED_AT_ONCE)
      parts.push(
        await tapePredict(
          this.#network,
          sliceBatch(batch, first, Math.min(batch.size, first + PREDICTED_AT_ONCE)),
        ),
      );
    return joinArrays(parts);
  }

  /** The backend stays: it belongs to the process. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
