import * as tf from '@tensorflow/tfjs-core';

/** Runs `compute` and disposes every tensor that it made. What it returns holds none. */
export function inTidy<T>(compute: () => T): T {
  const results: T[] = [];
  tf.tidy(() => void results.push(compute()));
  return results[0] as T;
}
