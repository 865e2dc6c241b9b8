import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { EmotionError } from '../core/errors.js';
import type { Probability } from '../core/units.js';
import { fetchBytes, type ReadBytes } from '../inference/engine/inference-engine-files.js';
import type { Inference, LoadRequest } from '../inference/inference-protocol.js';
import { loadLocally } from '../inference/engine/local-inference.js';
import type { RecognizerDependencies } from '../recognizer/default-dependencies.js';
import { InferencePool } from '../recognizer/inference-pool.js';

/** `file:` from the disk, everything else by `fetch`. */
const readBytes: ReadBytes = (url, onBytes) =>
  url.startsWith('file:') ? readFile(fileURLToPath(url)) : fetchBytes(url, onBytes);

/**
 * What a recognizer works with in Node: it computes in this thread, on one copy of a model for all that ask for the same.
 * @param wasmUrl the wasm backend's binary, when it does not lie in its own package.
 */
export function nodeDependencies(wasmUrl?: URL): RecognizerDependencies {
  const place = wasmUrl === undefined ? {} : { wasmUrl: fileURLToPath(wasmUrl) };
  const load = (request: LoadRequest, onProgress: (share: Probability) => void): Promise<Inference> =>
    loadLocally(request, { readBytes, ...place }, onProgress);
  return {
    pool: new InferencePool((request, { onProgress }) => load(request, onProgress)),
    startCapture: ({ kind }) =>
      Promise.reject(
        new EmotionError(
          'audio-unsupported',
          `Node cannot listen to a source of kind "${kind}": use classify(samples, sampleRate)`,
        ),
      ),
  };
}
