import { createRequire } from 'node:module';
import { dirname } from 'node:path';
// The whole of TensorFlow.js: it registers the gradients of all operations, and the cpu backend.
import '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** Makes TensorFlow.js's wasm backend the current one, with its binaries from the installed package. */
export async function useWasmBackend(): Promise<void> {
  // The threaded build does not work in 4.22 (tfjs issue 8513).
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(entry)}/`);
  await tf.setBackend('wasm');
  await tf.ready();
}
