import type { ReadBytes } from '../../src/inference/engine/inference-engine-files.js';
import type { ModelManifest } from '../../src/core/manifest.js';

/** Where {@link serveFiles} puts a model. */
export const MODEL_URL = 'https://models.test/random/manifest.json';

/** A reader that knows the two files of one model. */
export function serveFiles(manifest: ModelManifest | Uint8Array, bytes: Uint8Array): ReadBytes {
  const manifestBytes =
    manifest instanceof Uint8Array ? manifest : new TextEncoder().encode(JSON.stringify(manifest));
  const files = new Map([
    [MODEL_URL, manifestBytes],
    [new URL('weights.bin', MODEL_URL).href, bytes],
  ]);
  return (url) => {
    const file = files.get(url);
    return file === undefined ? Promise.reject(new Error(`404 for ${url}`)) : Promise.resolve(file);
  };
}
