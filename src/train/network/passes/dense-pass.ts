/**
 * A fully connected layer and its gradient. It has few outputs, so that plain loops do.
 * @module
 */
import type { Parameters } from '../initial-weights.js';
import { value } from './stack-pass.js';

/** A layer of K outputs over U features. */
export interface DenseLayer {
  /** Shape [U, K]. */
  readonly kernel: Float32Array;
  /** Shape [K]. */
  readonly bias: Float32Array;
}

/** The layer of a name among a network's parameters. */
export function denseLayer(parameters: Parameters, name: string): DenseLayer {
  return { kernel: value(parameters, `${name}/kernel`), bias: value(parameters, `${name}/bias`) };
}

/**
 * outputs = features x kernel + bias.
 * @param features shape [rows, U].
 * @returns shape [rows, K].
 */
export function denseForward(features: Float32Array, { kernel, bias }: DenseLayer): Float32Array {
  const outputs = bias.length;
  const units = kernel.length / outputs;
  const result = new Float32Array((features.length / units) * outputs);
  for (let row = 0; row * units < features.length; row++)
    for (let k = 0; k < outputs; k++) {
      let sum = bias[k] ?? NaN;
      for (let u = 0; u < units; u++)
        sum += (features[row * units + u] ?? NaN) * (kernel[u * outputs + k] ?? NaN);
      result[row * outputs + k] = sum;
    }
  return result;
}

/**
 * The layer's gradients; what it asks of the features is added to `dFeatures`.
 * @param step.dOutputs shape [rows, K]; the other two have shape [rows, U].
 */
export function denseBackward(
  { kernel, bias }: DenseLayer,
  { features, dOutputs, dFeatures }: Readonly<Record<'features' | 'dOutputs' | 'dFeatures', Float32Array>>,
): DenseLayer {
  const outputs = bias.length;
  const units = kernel.length / outputs;
  const dKernel = new Float32Array(kernel.length);
  const dBias = new Float32Array(outputs);
  for (const [at, d] of dOutputs.entries()) {
    // A column that asks for nothing has no gradient at all.
    if (d === 0) continue;
    const k = at % outputs;
    const row = Math.floor(at / outputs) * units;
    dBias[k] = (dBias[k] ?? 0) + d;
    for (let u = 0; u < units; u++) {
      const from = u * outputs + k;
      dKernel[from] = (dKernel[from] ?? 0) + d * (features[row + u] ?? NaN);
      dFeatures[row + u] = (dFeatures[row + u] ?? 0) + d * (kernel[from] ?? NaN);
    }
  }
  return { kernel: dKernel, bias: dBias };
}

/** A layer's tensors under their names. */
export function namedLayer(name: string, { kernel, bias }: DenseLayer): Parameters {
  return new Map([
    [`${name}/kernel`, kernel],
    [`${name}/bias`, bias],
  ]);
}
