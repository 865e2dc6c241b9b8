/**
 * The local feature learning block in training: batch normalisation by the batch's own statistics.
 * Two forms of the same numbers: plain operations with TensorFlow.js's own gradients (any backend, the reference), and one fused
 * operation over the SIMD kernels (wasm backend).
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  BATCH_NORM_EPSILON,
  convolutionPadding,
  type BlockForward,
  type LflbShape,
} from '../../networks/lflb.js';
import type { KernelHeap } from '../kernels/kernel-heap.js';

/**
 * What training changes in a block. The convolution's bias is not among it: batch normalisation subtracts the mean, and the bias
 * with it, so its gradient is zero and it stays zero.
 */
export interface TrainableLflb {
  readonly kernel: tf.Tensor4D;
  readonly gamma: tf.Tensor1D;
  readonly beta: tf.Tensor1D;
  /** Receives the batch's mean and (biased) variance of each channel of the convolution's output. */
  readonly observe: (mean: Float32Array, variance: Float32Array) => void;
  /** False for the first block: nobody needs the gradient of the features. */
  readonly inputGradient: boolean;
}

/** The block in plain operations. */
export const plainTrainingLflb: BlockForward<TrainableLflb> = (input, weights, shape) => {
  const convolved = tf.conv2d(input, weights.kernel, 1, convolutionPadding(shape));
  const { mean, variance } = tf.moments(convolved, [0, 1, 2]);
  weights.observe(mean.dataSync<'float32'>(), variance.dataSync<'float32'>());
  const scale = tf.div(weights.gamma, tf.sqrt(tf.add(variance, BATCH_NORM_EPSILON)));
  const normalised = tf.add<tf.Tensor4D>(tf.mul(tf.sub(convolved, mean), scale), weights.beta);
  const pool: [number, number] = [shape.poolMels, shape.poolTime];
  return tf.elu(tf.maxPool(normalised, pool, pool, shape.pooling));
};

/** The block as one operation with its own gradient, over the SIMD kernels. Channels are a multiple of 4. */
export function fusedTrainingLflb(heap: KernelHeap): BlockForward<TrainableLflb> {
  return (input, weights, shape) => {
    const block = tf.customGrad((...args) => {
      const [x, kernel, gamma, beta, save] = args as unknown as [
        tf.Tensor4D,
        tf.Tensor4D,
        tf.Tensor1D,
        tf.Tensor1D,
        tf.GradSaveFunc,
      ];
      const forward = runForward(heap, { x, kernel, gamma, beta, shape });
      weights.observe(forward.statistics.mean, forward.statistics.variance);
      save([x, kernel, gamma, forward.convolved, forward.output, forward.winner]);
      return {
        value: forward.output,
        gradFunc: (dOutput, saved) => {
          const [sx, skernel, sgamma, convolved, output, winner] = saved as Saved;
          return runBackward(heap, {
            ...{ x: sx, kernel: skernel, gamma: sgamma, convolved, output, winner, shape },
            ...{
              dOutput: dOutput as tf.Tensor4D,
              statistics: forward.statistics,
              inputGradient: weights.inputGradient,
            },
          });
        },
      };
    });
    return block(input, weights.kernel, weights.gamma, weights.beta) as tf.Tensor4D;
  };
}

type Saved = [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];

interface Statistics {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

interface ForwardInputs {
  readonly x: tf.Tensor4D;
  readonly kernel: tf.Tensor4D;
  readonly gamma: tf.Tensor1D;
  readonly beta: tf.Tensor1D;
  readonly shape: LflbShape;
}

interface ForwardOutputs {
  readonly convolved: tf.Tensor4D;
  readonly output: tf.Tensor4D;
  readonly winner: tf.Tensor4D;
  readonly statistics: Statistics;
}

function runForward(heap: KernelHeap, { x, kernel, gamma, beta, shape }: ForwardInputs): ForwardOutputs {
  const convolved = tf.conv2d(x, kernel, 1, convolutionPadding(shape));
  const statistics = channelStatistics(heap, convolved);
  const scale = gamma.dataSync<'float32'>().map((g, c) => g * inverseDeviation(statistics, c));
  const shift = beta.dataSync<'float32'>().map((b, c) => b - (statistics.mean[c] ?? 0) * (scale[c] ?? 0));
  const [batch, height, width, channels] = convolved.shape;
  const pool = poolGeometry(height, width, shape);
  const size: [number, number, number, number] = [batch, pool.height, pool.width, channels];
  const output = heap.allocate<tf.Rank.R4>(size);
  const winner = heap.allocate<tf.Rank.R4>(size, 'int32');
  heap.run(
    'normalisePoolElu',
    ...[
      convolved,
      tf.tensor1d(scale),
      tf.tensor1d(shift),
      output,
      winner,
      batch,
      height,
      width,
      width,
      channels,
    ],
    ...[pool.height, pool.width, shape.poolMels, shape.poolTime, pool.top, pool.left],
  );
  return { convolved, output, winner, statistics };
}

/** Output size of a pool and how far its first window reaches past the edge; SAME splits the padding with the odd one at the end. */
function poolGeometry(
  height: number,
  width: number,
  shape: LflbShape,
): Record<'height' | 'width' | 'top' | 'left', number> {
  const along = (length: number, pool: number): { length: number; before: number } => {
    if (shape.pooling === 'valid') return { length: Math.floor(length / pool), before: 0 };
    const windows = Math.ceil(length / pool);
    return { length: windows, before: Math.floor((windows * pool - length) / 2) };
  };
  const mels = along(height, shape.poolMels);
  const time = along(width, shape.poolTime);
  return { height: mels.length, width: time.length, top: mels.before, left: time.before };
}

/** Rows whose moments are summed in float32 before they go into double precision. */
const ROWS_PER_SUM = 512;

function channelStatistics(heap: KernelHeap, values: tf.Tensor4D): Statistics {
  const channels = values.shape[3];
  const rows = values.size / channels;
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  const partial = heap.allocate<tf.Rank.R1>([2 * channels]);
  const start = heap.address(values);
  for (let row = 0; row < rows; row += ROWS_PER_SUM) {
    heap.run('clear', partial, 2 * channels);
    const into = heap.address(partial);
    heap.run(
      'channelMoments',
      start + 4 * row * channels,
      into,
      into + 4 * channels,
      Math.min(ROWS_PER_SUM, rows - row),
      channels,
    );
    accumulate(heap.read(partial), sums, squares);
  }
  const mean = Float32Array.from(sums, (sum) => sum / rows);
  const variance = Float32Array.from(squares, (square, c) =>
    Math.max(0, square / rows - ((sums[c] ?? 0) / rows) ** 2),
  );
  return { mean, variance };
}

function accumulate(partial: Float32Array, first: Float64Array, second: Float64Array): void {
  const channels = first.length;
  for (let c = 0; c < channels; c++) {
    first[c] = (first[c] ?? 0) + (partial[c] ?? 0);
    second[c] = (second[c] ?? 0) + (partial[channels + c] ?? 0);
  }
}

function inverseDeviation({ variance }: Statistics, channel: number): number {
  return 1 / Math.sqrt((variance[channel] ?? 0) + BATCH_NORM_EPSILON);
}

interface BackwardInputs extends Omit<ForwardInputs, 'beta'>, ForwardOutputs {
  readonly dOutput: tf.Tensor4D;
  readonly inputGradient: boolean;
}

/**
 * With x^ = (z - mean) / deviation, y = gamma x^ + beta and g the gradient that arrives at y (zero but at each pool's winner):
 * dBeta = sum g; dGamma = sum g x^; dz = gamma / deviation * (g - dBeta / M - x^ dGamma / M), M values a channel (Ioffe and Szegedy, 2015).
 */
function runBackward(heap: KernelHeap, inputs: BackwardInputs): tf.Tensor[] {
  const { convolved, winner, gamma, statistics } = inputs;
  const [batch, height, width, channels] = convolved.shape;
  const windows = winner.size / batch / channels;
  const gradient = tf.add<tf.Tensor4D>(inputs.dOutput, 0);
  const { dScale, dShift } = winnerSums(heap, inputs, gradient);

  const count = batch * height * width;
  const dGamma = dShift.map(
    (sum, c) => ((dScale[c] ?? 0) - (statistics.mean[c] ?? 0) * sum) * inverseDeviation(statistics, c),
  );
  const scale = Float32Array.from(gamma.dataSync<'float32'>(), (g, c) => g * inverseDeviation(statistics, c));
  const slope = scale.map((s, c) => (-s * inverseDeviation(statistics, c) * (dGamma[c] ?? 0)) / count);
  const offset = scale.map(
    (s, c) => (-s * (dShift[c] ?? 0)) / count - (statistics.mean[c] ?? 0) * (slope[c] ?? 0),
  );

  const dConvolved = heap.allocate<tf.Rank.R4>(convolved.shape);
  heap.run('affine', convolved, tf.tensor1d(slope), tf.tensor1d(offset), dConvolved, count, channels);
  const scales = tf.tensor1d(scale);
  for (let image = 0; image < batch; image++) {
    const at = 4 * image * windows * channels;
    const into = heap.address(dConvolved) + 4 * image * height * width * channels;
    heap.run(
      'scatterWinners',
      heap.address(gradient) + at,
      heap.address(winner) + at,
      scales,
      into,
      windows,
      channels,
    );
  }
  const { dInput, dKernel } = convolutionGradients(heap, inputs, dConvolved);
  return [dInput, dKernel, tf.tensor1d(Float32Array.from(dGamma)), tf.tensor1d(Float32Array.from(dShift))];
}

/** Turns `gradient` (of the output) into the gradient at the winners, and sums it, plain and times the winner, in double precision. */
function winnerSums(
  heap: KernelHeap,
  inputs: BackwardInputs,
  gradient: tf.Tensor4D,
): { dScale: Float64Array; dShift: Float64Array } {
  const { convolved, output, winner } = inputs;
  const [batch, , , channels] = convolved.shape;
  const windows = winner.size / batch / channels;
  const dScale = new Float64Array(channels);
  const dShift = new Float64Array(channels);
  const partial = heap.allocate<tf.Rank.R1>([2 * channels]);
  for (let image = 0; image < batch; image++) {
    heap.run('clear', partial, 2 * channels);
    const at = 4 * image * windows * channels;
    const into = heap.address(partial);
    heap.run(
      'poolEluGradient',
      heap.address(convolved) + (4 * image * convolved.size) / batch,
      ...[
        heap.address(output) + at,
        heap.address(winner) + at,
        heap.address(gradient) + at,
        into,
        into + 4 * channels,
        windows,
        channels,
      ],
    );
    accumulate(heap.read(partial), dScale, dShift);
  }
  return { dScale, dShift };
}

function convolutionGradients(
  heap: KernelHeap,
  { x, kernel, shape, inputGradient }: BackwardInputs,
  dConvolved: tf.Tensor4D,
): { dInput: tf.Tensor4D; dKernel: tf.Tensor4D } {
  const [batch, inHeight, inWidth, inChannels] = x.shape;
  const [, outHeight, outWidth, outChannels] = dConvolved.shape;
  const [kernelHeight, kernelWidth] = kernel.shape;
  const dKernel = heap.allocate<tf.Rank.R4>(kernel.shape);
  heap.run('clear', dKernel, dKernel.size);
  heap.run(
    'convolutionFilterGradient',
    ...[x, dConvolved, dKernel, batch, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels],
    ...[kernelHeight, kernelWidth, shape.padMels[0], shape.padTime[0]],
  );
  return {
    dInput: inputGradient ? convolutionInputGradient(dConvolved, kernel, shape) : tf.zerosLike(x),
    dKernel,
  };
}

/** A stride-1 convolution's gradient by its input is the convolution of its output's gradient with the flipped, transposed filter. */
function convolutionInputGradient(
  dConvolved: tf.Tensor4D,
  kernel: tf.Tensor4D,
  shape: LflbShape,
): tf.Tensor4D {
  const flipped = tf.transpose(tf.reverse4d(kernel, [0, 1]), [0, 1, 3, 2]);
  const [height, width] = kernel.shape;
  const [top, bottom] = shape.padMels;
  const [left, right] = shape.padTime;
  return tf.conv2d(dConvolved, flipped, 1, [
    [0, 0],
    [height - 1 - top, height - 1 - bottom],
    [width - 1 - left, width - 1 - right],
    [0, 0],
  ]);
}
