/**
 * Names and shapes of the tensors of each layer, and the layers read back from tensors by name.
 * @module
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { TensorEntry } from '../core/manifest.js';
import type { DenseWeights } from './dense.js';
import type { LflbWeights } from './lflb.js';
import type { LstmWeights } from './lstm.js';

/** A tensor's name and shape; `trainable` is false for the moving statistics of batch normalisation. */
export interface NamedShape extends TensorEntry {
  readonly trainable: boolean;
}

/** Tensors by name. */
export type TensorMap = ReadonlyMap<string, tf.Tensor>;

/** An LFLB's six tensors; `kernel` is [height, width, in, out], or [width, in, out] in the 1D network. */
export function lflbShapes(name: string, kernel: readonly number[]): NamedShape[] {
  const perChannel = [kernel.at(-1) ?? 0];
  return [
    entry(`${name}/kernel`, kernel),
    ...['bias', 'gamma', 'beta'].map((part) => entry(`${name}/${part}`, perChannel)),
    ...['mean', 'variance'].map((part) => entry(`${name}/${part}`, perChannel, false)),
  ];
}

/** An LSTM's three tensors. */
export function lstmShapes(name: string, features: number, units: number): NamedShape[] {
  return [
    entry(`${name}/kernel`, [features, 4 * units]),
    entry(`${name}/recurrent`, [units, 4 * units]),
    entry(`${name}/bias`, [4 * units]),
  ];
}

/** A fully connected layer's two tensors. */
export function denseShapes(name: string, inputs: number, outputs: number): NamedShape[] {
  return [entry(`${name}/kernel`, [inputs, outputs]), entry(`${name}/bias`, [outputs])];
}

/** How many numbers training may change. */
export function countTrainable(shapes: readonly NamedShape[]): number {
  return shapes.filter(({ trainable }) => trainable).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** The number of values of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The six tensors of the LFLB called `name`. */
export function readLflb(tensors: TensorMap, name: string): LflbWeights {
  return {
    kernel: read(tensors, `${name}/kernel`) as tf.Tensor4D,
    bias: read(tensors, `${name}/bias`) as tf.Tensor1D,
    gamma: read(tensors, `${name}/gamma`) as tf.Tensor1D,
    beta: read(tensors, `${name}/beta`) as tf.Tensor1D,
    mean: read(tensors, `${name}/mean`) as tf.Tensor1D,
    variance: read(tensors, `${name}/variance`) as tf.Tensor1D,
  };
}

/** The three tensors of the LSTM called `name`. */
export function readLstm(tensors: TensorMap, name: string): LstmWeights {
  return {
    kernel: read(tensors, `${name}/kernel`) as tf.Tensor2D,
    recurrent: read(tensors, `${name}/recurrent`) as tf.Tensor2D,
    bias: read(tensors, `${name}/bias`) as tf.Tensor1D,
  };
}

/** The two tensors of the fully connected layer called `name`. */
export function readDense(tensors: TensorMap, name: string): DenseWeights {
  return {
    kernel: read(tensors, `${name}/kernel`) as tf.Tensor2D,
    bias: read(tensors, `${name}/bias`) as tf.Tensor1D,
  };
}

function entry(name: string, shape: readonly number[], trainable = true): NamedShape {
  return { name, shape, trainable };
}

function read(tensors: TensorMap, name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new RangeError(`the weights have no tensor "${name}"`);
  return tensor;
}
