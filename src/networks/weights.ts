/**
 * Our weights format: `manifest.json` and one binary of all tensors, one after the other in the manifest's order, little endian.
 * Everything is checked before a single number is used.
 * @module
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { checkNumber, checkObject, checkOneOf, describeValue } from '../core/check.js';
import { checkDecision } from '../core/decision-spec.js';
import { checkLabels } from '../core/emotions.js';
import { EmotionError } from '../core/errors.js';
import { featureHash } from '../core/feature-spec.js';
import type { ModelManifest, NetworkSpec, TensorEntry } from '../core/manifest.js';
import { decodeFloat16, encodeFloat16 } from './float16.js';
import { cnnLstm1dShapes } from './cnn-lstm-1d.js';
import { cnnLstm2dShapes } from './cnn-lstm-2d.js';
import { fusionShapes } from './fusion.js';
import { inputScales, networkReads } from './network-input.js';
import { streamNetShapes } from './stream-net.js';
import { sizeOf, type NamedShape } from './tensors.js';

/** The values of each tensor by name, in file order. */
export type WeightValues = ReadonlyMap<string, Float32Array>;

/** The networks whose tensors follow from their kind and their classes alone. */
const CLIP_NETWORKS = {
  'cnn-lstm-1d': cnnLstm1dShapes,
  'cnn-lstm-2d': cnnLstm2dShapes,
  fusion: fusionShapes,
} as const;

/** Names and shapes of all tensors of a network with K classes. */
export function networkShapes(network: NetworkSpec, classes: number): readonly NamedShape[] {
  return network.kind === 'stream' ? streamNetShapes(network, classes) : CLIP_NETWORKS[network.kind](classes);
}

/**
 * Checks that `json` is a manifest of this version, for features that this build computes, whose tensors are those of its network.
 * @param computed `featureHash` of each front end that this build computes.
 * @throws EmotionError `model-invalid` or `model-features`, saying what differs.
 */
export function checkManifest(json: unknown, computed: readonly string[]): ModelManifest {
  const manifest = json as Partial<ModelManifest> | null;
  if (manifest?.format !== 'emotion-meter-model')
    throw new EmotionError(
      'model-invalid',
      `not a model manifest: its format is ${JSON.stringify(manifest?.format)}`,
    );
  if (manifest.version !== 1)
    throw new EmotionError(
      'model-invalid',
      `manifest version ${JSON.stringify(manifest.version)} is not 1, the one that this build reads`,
    );
  try {
    const complete = requireParts(manifest);
    checkFeatures(complete, computed);
    checkTensors(complete);
    checkInput(complete);
    return complete;
  } catch (error) {
    // What is no manifest at all deeper down: null for a list, say.
    throw EmotionError.wrap(error, 'model-invalid', 'the manifest cannot be read');
  }
}

function requireParts(manifest: Partial<ModelManifest>): ModelManifest {
  for (const part of ['id', 'network', 'labels', 'features', 'weights', 'decision'] as const)
    if (manifest[part] === undefined) throw new EmotionError('model-invalid', `the manifest lacks "${part}"`);
  const complete = manifest as ModelManifest;
  try {
    checkLabels(complete.labels);
    checkObject('features', complete.features);
    checkDecision(complete.decision);
    checkFile(complete.weights);
    checkNumber('mean', complete.features.mean);
    checkNumber('std', complete.features.std, { min: Number.MIN_VALUE });
    const { samples } = complete.features;
    if (samples !== undefined) checkNumber('samples.mean', samples.mean);
    if (samples !== undefined) checkNumber('samples.std', samples.std, { min: Number.MIN_VALUE });
  } catch (cause) {
    throw new EmotionError('model-invalid', `the manifest's ${(cause as Error).message}`, { cause });
  }
  return complete;
}

function checkFile(weights: ModelManifest['weights']): void {
  const { file, sha256: digest, dtype } = checkObject('weights', weights);
  for (const [name, value] of Object.entries({ file, sha256: digest }))
    if (typeof value !== 'string')
      throw new EmotionError('model-invalid', `weights.${name} is ${describeValue(value)}, not a text`);
  checkOneOf('weights.dtype', dtype, ['float16', 'float32']);
}

function checkFeatures({ features }: ModelManifest, computed: readonly string[]): void {
  const own = featureHash(features.spec);
  if (own !== features.hash)
    throw new EmotionError(
      'model-features',
      `the manifest's feature hash ${features.hash} is not that of its own specification, ${own}`,
    );
  if (!computed.includes(features.hash))
    throw new EmotionError(
      'model-features',
      `the model was trained on features ${features.hash}; this build computes ${computed.join(', ')}`,
    );
}

/** A network must be given what it reads: frames, samples, or both. */
function checkInput({ network, features }: ModelManifest): void {
  const reads = networkReads(network);
  const given = inputScales(features);
  for (const part of ['frames', 'samples'] as const)
    if (reads[part] !== (given[part] !== null))
      throw new EmotionError(
        'model-features',
        `a ${network.kind} network reads ${reads[part] ? '' : 'no '}${part}, which the manifest's features ` +
          (reads[part] ? 'do not give or do not scale' : 'give'),
      );
}

function checkTensors({ network, labels, weights }: ModelManifest): void {
  if (!['stream', ...Object.keys(CLIP_NETWORKS)].includes(network.kind))
    throw new EmotionError(
      'model-invalid',
      `the manifest's network kind ${JSON.stringify(network.kind)} is unknown`,
    );
  if (network.kind !== 'stream' && !['same', 'valid'].includes(network.pooling))
    throw new EmotionError(
      'model-invalid',
      `the manifest's pooling ${JSON.stringify(network.pooling)} is neither "same" nor "valid"`,
    );
  if (!Array.isArray(weights.tensors))
    throw new EmotionError('model-invalid', 'the manifest lists no tensors');
  const expected = networkShapes(network, labels.length).map(describeTensor);
  const actual = weights.tensors.map(describeTensor);
  const index = expected.findIndex((tensor, at) => tensor !== actual[at]);
  if (index >= 0 || actual.length !== expected.length)
    throw new EmotionError(
      'model-invalid',
      `tensor ${index} of the manifest is ${actual[index] ?? 'missing'}, expected ${expected[index] ?? 'none'}`,
    );
}

function describeTensor({ name, shape }: TensorEntry): string {
  return `${name} [${shape.join(', ')}]`;
}

/**
 * The values in a weights file.
 * @throws EmotionError `model-truncated` when its length, `model-hash` when its SHA-256 is not the manifest's.
 */
export function decodeWeights(manifest: ModelManifest, bytes: Uint8Array): WeightValues {
  const { weights } = manifest;
  const width = weights.dtype === 'float16' ? 2 : 4;
  const expected = width * weights.tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (bytes.byteLength !== expected || weights.bytes !== expected)
    throw new EmotionError(
      'model-truncated',
      `${weights.file} has ${bytes.byteLength} bytes, the manifest says ${weights.bytes} and its tensors need ${expected}`,
    );
  const digest = bytesToHex(sha256(bytes));
  if (digest !== weights.sha256)
    throw new EmotionError(
      'model-hash',
      `${weights.file} has SHA-256 ${digest}, the manifest says ${weights.sha256}`,
    );
  return splitTensors(weights.tensors, toFloat32(bytes, weights.dtype));
}

function toFloat32(bytes: Uint8Array, dtype: 'float16' | 'float32'): Float32Array {
  // A copy: the file's bytes may start at an odd offset of their buffer.
  const { buffer } = bytes.slice();
  return dtype === 'float16' ? decodeFloat16(new Uint16Array(buffer)) : new Float32Array(buffer);
}

function splitTensors(tensors: readonly TensorEntry[], values: Float32Array): WeightValues {
  let offset = 0;
  return new Map(
    tensors.map(({ name, shape }) => [name, values.subarray(offset, (offset += sizeOf(shape)))]),
  );
}

/** The bytes of a weights file and the manifest's entry about them. */
export function encodeWeights(
  shapes: readonly TensorEntry[],
  values: WeightValues,
  dtype: 'float16' | 'float32',
): { readonly bytes: Uint8Array; readonly entry: ModelManifest['weights'] } {
  const all = new Float32Array(shapes.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
  let offset = 0;
  for (const { name, shape } of shapes) {
    all.set(readValues(values, name, sizeOf(shape)), offset);
    offset += sizeOf(shape);
  }
  const encoded = dtype === 'float16' ? encodeFloat16(all) : all;
  const bytes = new Uint8Array(encoded.buffer);
  const tensors = shapes.map(({ name, shape }) => ({ name, shape }));
  return {
    bytes,
    entry: {
      file: 'weights.bin',
      bytes: bytes.byteLength,
      sha256: bytesToHex(sha256(bytes)),
      dtype,
      tensors,
    },
  };
}

function readValues(values: WeightValues, name: string, size: number): Float32Array {
  const tensor = values.get(name);
  if (tensor?.length !== size)
    throw new EmotionError(
      'model-invalid',
      `tensor ${name} has ${tensor?.length ?? 'no'} values, expected ${size}`,
    );
  if (!tensor.every(Number.isFinite))
    throw new EmotionError('model-invalid', `tensor ${name} holds a value that is not finite`);
  return tensor;
}
