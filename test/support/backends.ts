import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

/** The backends that run in Node. */
export const NODE_BACKENDS = ['wasm', 'cpu'] as const;

/** Makes `name` the current backend. */
export async function useBackend(name: 'wasm' | 'cpu'): Promise<void> {
  tf.enableProdMode();
  if (!(await tf.setBackend(name))) throw new Error(`the ${name} backend does not start`);
}

/** The greatest absolute difference of two lists of equal length. */
export function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce(
    (greatest, value, index) => Math.max(greatest, Math.abs(value - (b[index] ?? NaN))),
    0,
  );
}
