import type { NetworkSpec, StreamNetSpec } from '../../../core/manifest.js';
import { cnn1dBlocks } from '../../../networks/cnn-lstm-1d.js';
import { cnn2dBlocks } from '../../../networks/cnn-lstm-2d.js';
import { FUSION_PREFIXES } from '../../../networks/fusion.js';
import type { LflbShape } from '../../../networks/lflb.js';
import type { NamedShape } from '../../../networks/tensors.js';
import { networkShapes } from '../../../networks/weights.js';
import { CLIP_SAMPLES, type ClipNetworkKind } from './clip-step.js';
import { deriveSeed } from '../../../core/random.js';
import { initialWeights, rememberLong, type Parameters } from '../initial-weights.js';

/** One network up to its deep feature: what it reads, and how its tensors are called. */
export interface ClipBranch {
  readonly input: 'samples' | 'frames';
  readonly prefix: string;
  readonly blocks: readonly LflbShape[];
}

/** The paper's networks, as a manifest describes them. */
export type ClipNetworkSpec = Exclude<NetworkSpec, StreamNetSpec>;

/** The network's description for a manifest. */
export function clipSpec(kind: ClipNetworkKind, pooling: 'same' | 'valid' = 'same'): ClipNetworkSpec {
  const kinds = { '1d': 'cnn-lstm-1d', '2d': 'cnn-lstm-2d', fusion: 'fusion' } as const;
  return { kind: kinds[kind], pooling };
}

/** Names and shapes of the network's tensors. */
export function clipShapes(kind: ClipNetworkKind, classes: number): readonly NamedShape[] {
  return networkShapes(clipSpec(kind), classes);
}

/** The networks whose deep features the fully connected layer reads, in its order. */
export function clipBranches(kind: ClipNetworkKind, pooling: 'same' | 'valid'): readonly ClipBranch[] {
  const samples = { input: 'samples', blocks: cnn1dBlocks(pooling) } as const;
  const frames = { input: 'frames', blocks: cnn2dBlocks(pooling) } as const;
  if (kind === '1d') return [{ ...samples, prefix: '' }];
  if (kind === '2d') return [{ ...frames, prefix: '' }];
  return [
    { ...samples, prefix: FUSION_PREFIXES.samples },
    { ...frames, prefix: FUSION_PREFIXES.frames },
  ];
}

/**
 * Starting values: Keras's, but for the LSTM over samples. Two thirds of its 500 steps hear the padding after a clip of usual length; with
 * Keras's forget gates its last state knows nothing of the clip, and training stays at the most frequent class.
 */
export function initialClipWeights(kind: ClipNetworkKind, classes: number, seed: number): Parameters {
  const parameters = initialWeights(clipShapes(kind, classes), seed);
  for (const { input, prefix, blocks } of clipBranches(kind, 'same')) {
    const bias = parameters.get(`${prefix}lstm/bias`);
    const steps = blocks.reduce((length, { poolTime }) => length / poolTime, CLIP_SAMPLES);
    if (input === 'samples' && bias !== undefined) rememberLong(bias, steps, deriveSeed(seed, steps));
  }
  return parameters;
}

/** Whether the L2 penalty on parameters takes a tensor in. */
export function isPenalised(name: string): boolean {
  return /(^|\/)(kernel|recurrent)$/.test(name);
}

/**
 * The fusion's starting values from two trained networks: their tensors up to the deep features, and `fresh` for the joint layer.
 * @param fresh `initialWeights` of the fusion.
 */
export function joinNetworks(
  fresh: Parameters,
  { samples, frames }: { readonly samples: Parameters; readonly frames: Parameters },
): Parameters {
  const joined: Parameters = new Map(fresh);
  for (const [prefix, network] of [
    [FUSION_PREFIXES.samples, samples],
    [FUSION_PREFIXES.frames, frames],
  ] as const)
    for (const [name, values] of network)
      if (joined.has(`${prefix}${name}`)) joined.set(`${prefix}${name}`, values.slice());
  return joined;
}
