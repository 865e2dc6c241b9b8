import * as tf from '@tensorflow/tfjs-core';
import { EmotionError } from '../../core/errors.js';
import { LOG_MEL } from '../../core/feature-spec.js';
import { cnnLstm1dFolded, foldCnn1d, readCnn1d } from '../../networks/cnn-lstm-1d.js';
import { CNN_2D_FRAMES, cnnLstm2dFolded, foldCnn2d, readCnn2d } from '../../networks/cnn-lstm-2d.js';
import { foldFusion, fusionFolded, readFusion } from '../../networks/fusion.js';
import { sizeOf, type NamedShape, type TensorMap } from '../../networks/tensors.js';
import { openKernelHeap } from '../kernels/kernel-heap.js';
import { useWasmBackend } from '../wasm-backend.js';
import { clipBranches, clipShapes } from './clip-network.js';
import {
  CLIP_SAMPLES,
  type ClipBatch,
  type ClipNetworkKind,
  type ClipPenalties,
  type ClipStepOutcome,
  type ClipTrainerOptions,
} from './clip-step.js';
import { tapeStep, type TapeNetwork } from './clip-tape.js';
import { inTidy } from './in-tidy.js';
import { fusedTrainingLflb, plainTrainingLflb } from './training-lflb.js';

/** Computes training steps and predictions of one of the paper's networks. */
export class ClipTrainer {
  readonly #options: Required<ClipTrainerOptions>;
  readonly #network: TapeNetwork;

  private constructor(options: Required<ClipTrainerOptions>, network: TapeNetwork) {
    this.#options = options;
    this.#network = network;
  }

  /** @throws EmotionError `invalid-argument` when a tensor is missing among the parameters or has another size. */
  static async open(options: ClipTrainerOptions): Promise<ClipTrainer> {
    const full = { pooling: 'same', ...options } as const;
    const shapes = clipShapes(full.kind, full.classes);
    checkParameters(shapes, full);
    await useWasmBackend();
    const heap = await openKernelHeap();
    return new ClipTrainer(full, {
      branches: clipBranches(full.kind, full.pooling),
      shapes,
      parameters: full.parameters,
      forward: heap === null ? plainTrainingLflb : fusedTrainingLflb(heap),
    });
  }

  /** Loss and gradients of a batch at the current parameters; changes none of them. */
  step(batch: ClipBatch, penalties: ClipPenalties): Promise<ClipStepOutcome> {
    checkBatch(batch, this.#options);
    return Promise.resolve(tapeStep(this.#network, batch, penalties));
  }

  /**
   * Probabilities by the moving statistics, as the served network gives them.
   * @returns shape [size, K] row-major.
   */
  predict(batch: ClipBatch): Promise<Float32Array> {
    checkBatch(batch, this.#options);
    const { kind, pooling } = this.#options;
    return Promise.resolve(
      inTidy(() => tf.softmax(servedLogits(batch, { kind, pooling, tensors: this.#tensors() })).dataSync()),
    ) as Promise<Float32Array>;
  }

  /** Gives back what the trainer holds. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  #tensors(): TensorMap {
    const { shapes, parameters } = this.#network;
    return new Map(
      shapes.map(({ name, shape }) => [name, tf.tensor(parameters.get(name) ?? [], [...shape])]),
    );
  }
}

function servedLogits(
  { size, samples, frames }: ClipBatch,
  {
    kind,
    pooling,
    tensors,
  }: {
    readonly kind: ClipNetworkKind;
    readonly pooling: 'same' | 'valid';
    readonly tensors: TensorMap;
  },
): tf.Tensor2D {
  const sampleTensor = (): tf.Tensor2D => tf.tensor2d(samples ?? [], [size, CLIP_SAMPLES]);
  const frameTensor = (): tf.Tensor3D => tf.tensor3d(frames ?? [], [size, CNN_2D_FRAMES, LOG_MEL.mels]);
  if (kind === '1d') return cnnLstm1dFolded(sampleTensor(), foldCnn1d(readCnn1d(tensors)), pooling);
  if (kind === '2d') return cnnLstm2dFolded(frameTensor(), foldCnn2d(readCnn2d(tensors)), pooling);
  return fusionFolded(
    { samples: sampleTensor(), frames: frameTensor() },
    foldFusion(readFusion(tensors)),
    pooling,
  );
}

function checkParameters(shapes: readonly NamedShape[], { kind, parameters }: ClipTrainerOptions): void {
  for (const { name, shape } of shapes) {
    const length = parameters.get(name)?.length;
    if (length !== sizeOf(shape))
      throw new EmotionError(
        'invalid-argument',
        `${kind}: ${name} has ${length ?? 'no'} values, not ${sizeOf(shape)}`,
      );
  }
}

function checkBatch(
  { size, samples, frames, labels, lengths }: ClipBatch,
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
  if (lengths !== undefined) demand('lengths', lengths.length, size);
  const wrong = labels.find((label) => label < 0 || label >= classes);
  if (wrong !== undefined)
    throw new EmotionError('invalid-argument', `label ${wrong} is not a class of ${classes}`);
}
