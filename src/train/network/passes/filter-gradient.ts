/**
 * The gradient of a convolution by its filter, as matrix products: one a tap, in parts of 1024 positions whose results are added.
 * The webgpu backend's own kernel gives each weight to one thread, which walks over every position of the batch while the rest of the GPU
 * waits. The wasm backend has none; there it serves the comparison with `tf.layers`.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { EmotionError } from '../../../core/errors.js';

/** Positions of a part: hundreds of parts a batch, so that a GPU has work for all of itself. */
const PART = 1024;

interface GradientCall {
  readonly inputs: { readonly x: tf.Tensor4D; readonly dy: tf.Tensor4D };
  readonly attrs: { readonly filterShape: FilterShape; readonly pad: Padding; readonly strides: Strides };
}
type Padding = Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
type Strides = number | [number, number];
type FilterShape = [height: number, width: number, channels: number, filters: number];

/** Gives the backend this kernel, instead of its own if it has one. For stride 1 and channels last, as the paper's networks have it; other strides throw. */
export function registerFilterGradient(backendName: 'wasm' | 'webgpu'): void {
  const kernelName = tf.Conv2DBackpropFilter;
  const kernels = tf.getKernelsForBackend(backendName);
  if (kernels.some((kernel) => kernel.kernelName === kernelName))
    tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: (call) => filterGradient(call as unknown as GradientCall),
  });
}

/**
 * dW[i, j] = sum over n, r, c of padded x[n, r + i, c + j]^T dy[n, r, c].
 * `x` is of shape [batch, height, width, channels], `dy` of [batch, rows, columns, filters].
 * @returns shape [height, width, channels, filters] of the filter.
 */
function filterGradient({
  inputs: { x, dy },
  attrs: { filterShape, pad, strides },
}: GradientCall): tf.Tensor4D {
  if ([strides].flat().some((stride) => stride !== 1))
    throw new EmotionError('invalid-argument', `strides is ${String(strides)}, not 1`);
  const [height, width, channels] = filterShape;
  const { padInfo } = tf.backend_util.computeConv2DInfo(x.shape, filterShape, 1, 1, pad);
  const [batch, rows, columns] = dy.shape;
  return tf.tidy(() => {
    const padded = tf.pad(x, [
      [0, 0],
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
      [0, 0],
    ]);
    const gradients = inParts(dy);
    const taps = Array.from({ length: height * width }, (_, tap) => {
      const from = [0, Math.floor(tap / width), tap % width, 0];
      const seen = tf.slice(padded, from, [batch, rows, columns, channels]);
      return tf.sum(tf.matMul(inParts(seen), gradients, true, false), 0);
    });
    return tf.reshape<tf.Rank.R4>(tf.stack(taps), filterShape);
  });
}

/** Positions by channels, cut into parts; zeros complete the last: shape [parts, 1024, channels]. */
function inParts(image: tf.Tensor4D): tf.Tensor3D {
  const channels = image.shape[3];
  const flat = tf.reshape<tf.Rank.R2>(image, [-1, channels]);
  const missing = (PART - (flat.shape[0] % PART)) % PART;
  return tf.reshape<tf.Rank.R3>(
    tf.pad(flat, [
      [0, missing],
      [0, 0],
    ]),
    [-1, PART, channels],
  );
}
