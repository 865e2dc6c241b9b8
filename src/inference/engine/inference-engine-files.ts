import { EmotionError } from '../../core/errors.js';
import type { FrontEndName } from '../../core/feature-spec.js';
import type { ModelManifest } from '../../core/manifest.js';
import type { Probability } from '../../core/units.js';
import { FRONT_END_OF_HASH } from '../../features/front-ends.js';
import { checkManifest, decodeWeights, type WeightValues } from '../../networks/weights.js';
import type { LoadRequest } from '../inference-protocol.js';

/** The bytes at a URL; rejects when there are none. `onBytes` hears how many have arrived. */
export type ReadBytes = (url: string, onBytes?: (count: number) => void) => Promise<Uint8Array>;

/** Reads a URL by `fetch`. */
export async function fetchBytes(url: string, onBytes?: (count: number) => void): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`);
  if (response.body === null || onBytes === undefined) return new Uint8Array(await response.arrayBuffer());
  const counter = countBytes(onBytes);
  return new Uint8Array(await new Response(response.body.pipeThrough(counter)).arrayBuffer());
}

function countBytes(onBytes: (count: number) => void): TransformStream<Uint8Array, Uint8Array> {
  let count = 0;
  return new TransformStream({
    transform: (chunk, controller) => {
      onBytes((count += chunk.byteLength));
      controller.enqueue(chunk);
    },
  });
}

/** How a model is read. */
export interface ReadOptions {
  readonly readBytes: ReadBytes;
  /** Hears how much of the weights has arrived. */
  readonly onProgress: ((share: Probability) => void) | undefined;
}

/** A model that was read and checked. */
export interface ModelContents {
  readonly manifest: ModelManifest;
  readonly values: WeightValues;
  /** The front end that it was trained on. */
  readonly frontEnd: FrontEndName;
}

/**
 * Reads and checks both files of a model.
 * @throws EmotionError `model-missing`, `model-invalid`, `model-features`, `model-truncated`, `model-hash`.
 */
export async function readModel(
  { manifestUrl, weightsUrl }: LoadRequest,
  { readBytes, onProgress }: ReadOptions,
): Promise<ModelContents> {
  const manifest = checkManifest(parse(await read(manifestUrl, readBytes), manifestUrl), [
    ...FRONT_END_OF_HASH.keys(),
  ]);
  const frontEnd = FRONT_END_OF_HASH.get(manifest.features.hash) as FrontEndName;
  const url = weightsUrl ?? new URL(manifest.weights.file, manifestUrl).href;
  const onBytes = (count: number) => onProgress?.(Math.min(1, count / manifest.weights.bytes));
  const values = decodeWeights(manifest, await read(url, (from) => readBytes(from, onBytes)));
  return { manifest, values, frontEnd };
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
