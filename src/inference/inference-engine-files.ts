import { EmotionError } from '../core/errors.js';
import type { ModelManifest } from '../core/manifest.js';
import { checkManifest, decodeWeights, type WeightValues } from '../networks/weights.js';
import type { LoadRequest } from './inference-protocol.js';

/** The bytes at a URL. Rejects when there are none. */
export type ReadBytes = (url: string) => Promise<Uint8Array>;

/** Reads a URL by `fetch`. */
export async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Reads and checks both files of a model.
 * @throws EmotionError `model-missing`, `model-invalid`, `model-features`, `model-truncated`, `model-hash`.
 */
export async function readModel(
  { manifestUrl, weightsUrl }: LoadRequest,
  readBytes: ReadBytes,
): Promise<{ readonly manifest: ModelManifest; readonly values: WeightValues }> {
  const manifest = checkManifest(parse(await read(manifestUrl, readBytes), manifestUrl));
  const url = weightsUrl ?? new URL(manifest.weights.file, manifestUrl).href;
  return { manifest, values: decodeWeights(manifest, await read(url, readBytes)) };
}

async function read(url: string, readBytes: ReadBytes): Promise<Uint8Array> {
  try {
    return await readBytes(url);
  } catch (error) {
    throw EmotionError.wrap(error, 'model-missing', `the model file ${url} cannot be read`);
  }
}

function parse(bytes: Uint8Array, url: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw EmotionError.wrap(error, 'model-invalid', `the manifest ${url} is no JSON`);
  }
}
