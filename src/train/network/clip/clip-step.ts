/**
 * What a training step of the paper's networks takes and gives.
 *
 * Three differences to the streaming step: a step is asynchronous (worker threads and GPUs answer later), parameters are read from the
 * map given at opening, which the caller changes in place, and statistics name their blocks (the fusion has eight).
 * @module
 */
import { WINDOW_SAMPLES } from '../../../core/feature-spec.js';
import type { Samples } from '../../../core/units.js';
import type { Parameters } from '../initial-weights.js';
import type { BlockStatistics } from '../moving-statistics.js';

/** The paper's 1D network over samples, its 2D network over log-mel frames, or both with their deep features joined. */
export type ClipNetworkKind = '1d' | '2d' | 'fusion';

/**
 * Clips of exactly 8 s: longer ones are cut, shorter ones padded with digital silence at the end. Where the end of a clip's input is
 * constant, it is computed once instead of everywhere; this is found by looking, and the numbers stay the same up to rounding.
 */
export interface ClipBatch {
  /** How many clips. */
  readonly size: number;
  /** Shape [size, 128000], normalised; `1d` and `fusion` need it. */
  readonly samples?: Float32Array;
  /** Shape [size, 251, 128], normalised; `2d` and `fusion` need it. */
  readonly frames?: Float32Array;
  /** The class of each clip. */
  readonly labels: Int32Array;
  /** The unpadded length of each clip in samples: by it clips are dealt to threads, so that all have about as much to compute. */
  readonly lengths?: Int32Array;
  /** A name for each clip that no other has: by it what never changes about a clip is remembered. */
  readonly keys?: readonly string[];
}

/** Weights of the two penalties that are added to the loss, each 0 or more. */
export interface ClipPenalties {
  /** Times the sum of squares of all kernels: of the convolutions, of the LSTM (input and recurrent) and of the fully connected layer. */
  readonly l2Parameters: number;
  /** Times the sum of squares of the outputs of every LFLB and of the LSTM's last state, divided by the batch size (as Keras does). */
  readonly l2Activity: number;
}

/** What a step found. */
export interface ClipStepOutcome {
  /** Cross-entropy and penalties: what the gradients are of. */
  readonly loss: number;
  /** Mean over the batch. */
  readonly crossEntropy: number;
  /** Clips whose likeliest class, under the batch's own statistics, is theirs. */
  readonly correct: number;
  /** By name, of every tensor that is learnt by gradient (`learntTensors`). */
  readonly gradients: Parameters;
  readonly statistics: BlockStatistics;
}

/** What computes a step is opened for. */
export interface ClipTrainerOptions {
  readonly kind: ClipNetworkKind;
  /** Number of classes. */
  readonly classes: number;
  /** Pool padding; the paper's step counts fit `same`, the default. */
  readonly pooling?: 'same' | 'valid';
  /** Every tensor of the network (`clipShapes`). The caller changes the values in place between steps. */
  readonly parameters: Parameters;
  /** Worker threads that share every batch, 1 (none) by default. Batch normalisation sees the whole batch in any case. */
  readonly threads?: number;
}

/** Samples of a clip. */
export const CLIP_SAMPLES: Samples = WINDOW_SAMPLES;
