import { createRequire } from 'node:module';
import { dirname } from 'node:path';
// The whole of TensorFlow.js: it registers the gradients of all operations, and the cpu backend.
import '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { EmotionError } from '../core/errors.js';

/**
 * Makes TensorFlow.js's wasm backend the current one, with its binaries from the installed package.
 * @throws EmotionError `backend-failed` where it does not start: another one would compute in its place, and slower.
 */
export async function useWasmBackend(): Promise<void> {
  // The threaded build does not work in 4.22 (tfjs issue 8513).
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(entry)}/`);
  if (!(await tf.setBackend('wasm')))
    throw new EmotionError(
      'backend-failed',
      `the wasm backend of TensorFlow.js does not start in Node ${process.version}`,
    );
  await tf.ready();
}
