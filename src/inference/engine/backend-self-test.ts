/**
 * A computation with a known answer: some GPU drivers and browsers compute wrongly, and say nothing.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { EmotionError } from '../../core/errors.js';
import { lflb, type FoldedLflb } from '../../networks/lflb.js';
import { lstm, type LstmWeights } from '../../networks/lstm.js';

/** [1, 8 mels, 8 frames, 1] -> a block of 2 kernels, pools 4 x 2 -> [4 steps, 4 features] -> an LSTM of 3 units. */
export const SELF_TEST = {
  input: { shape: [1, 8, 8, 1], step: 5 },
  kernel: { shape: [3, 3, 1, 2], step: 7 },
  bias: { shape: [2], step: 3 },
  lstmKernel: { shape: [4, 12], step: 11 },
  recurrent: { shape: [3, 12], step: 2 },
  lstmBias: { shape: [12], step: 9 },
} as const;

/** The last state of the LSTM; the unit test computes it anew by plain loops. */
export const SELF_TEST_ANSWER: readonly number[] = [0.38578175, 0.22066019, -0.02403429];

/** Greatest error of a backend with 32-bit floats, and of one with half floats (11 bits, added up over a few hundred terms). */
const TOLERANCE = { 32: 1e-4, 16: 2e-2 } as const;

/** Values of a self-test tensor: multiples of 1/8 in [-0.75, 0.75], exact in half floats too. */
export function selfTestValues({
  shape,
  step,
}: {
  readonly shape: readonly number[];
  readonly step: number;
}): number[] {
  const size = shape.reduce((product, length) => product * length, 1);
  return Array.from({ length: size }, (_, index) => (((index + 1) * step) % 13) / 8 - 0.75);
}

/**
 * Runs the self-test on the current backend.
 * @throws EmotionError `backend-failed` with the error that was found.
 */
export async function selfTest(): Promise<void> {
  const state = tf.tidy(compute);
  const values = await state.data();
  state.dispose();
  const error = SELF_TEST_ANSWER.reduce(
    (worst, value, at) => Math.max(worst, Math.abs(value - (values[at] ?? NaN))),
    0,
  );
  const bits = tf.backend().floatPrecision();
  if (!(error <= TOLERANCE[bits]))
    throw new EmotionError(
      'backend-failed',
      `the self-test is off by ${error}, more than ${TOLERANCE[bits]} for ${bits}-bit floats`,
    );
}

function compute(): tf.Tensor2D {
  const block: FoldedLflb = { kernel: make('kernel') as tf.Tensor4D, bias: make('bias') as tf.Tensor1D };
  const cell: LstmWeights = {
    kernel: make('lstmKernel') as tf.Tensor2D,
    recurrent: make('recurrent') as tf.Tensor2D,
    bias: make('lstmBias') as tf.Tensor1D,
  };
  const features = lflb(make('input') as tf.Tensor4D, block, {
    padMels: [1, 1],
    padTime: [2, 0],
    poolMels: 4,
    poolTime: 2,
    pooling: 'valid',
  });
  return lstm(tf.reshape(tf.transpose(features, [0, 2, 1, 3]), [1, 4, 4]), cell);
}

function make(name: keyof typeof SELF_TEST): tf.Tensor {
  return tf.tensor(selfTestValues(SELF_TEST[name]), [...SELF_TEST[name].shape]);
}
