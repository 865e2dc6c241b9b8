import type { Emotion } from '../../core/emotions.js';
import { featureHash } from '../../core/feature-spec.js';
import type { DecisionSpec, ModelManifest, NetworkSpec, TrainingRecord } from '../../core/manifest.js';
import { LEVELLED_LOG_MEL } from '../../features/speech-level.js';
import type { Normalisation } from '../../features/normaliser.js';
import { encodeWeights, networkShapes } from '../../networks/weights.js';
import type { Parameters } from '../network/initial-weights.js';

/** What a model is made of. */
export interface ModelParts {
  readonly id: string;
  readonly network: NetworkSpec;
  readonly labels: readonly Emotion[];
  readonly parameters: Parameters;
  readonly normalisation: Normalisation;
  readonly decision: DecisionSpec;
  readonly licence: string;
  readonly training: TrainingRecord;
}

/** A model's two files. */
export interface ModelFiles {
  readonly manifest: ModelManifest;
  readonly bytes: Uint8Array;
}

/** Weights as float16 and the manifest that describes them. */
export function buildModel({
  id,
  network,
  labels,
  parameters,
  normalisation,
  decision,
  licence,
  training,
}: ModelParts): ModelFiles {
  const { bytes, entry } = encodeWeights(networkShapes(network, labels.length), parameters, 'float16');
  const features = { hash: featureHash(LEVELLED_LOG_MEL), spec: LEVELLED_LOG_MEL, ...normalisation };
  return {
    bytes,
    manifest: {
      format: 'emotion-meter-model',
      version: 1,
      id,
      network,
      labels,
      features,
      weights: entry,
      decision,
      licence,
      training,
    },
  };
}
