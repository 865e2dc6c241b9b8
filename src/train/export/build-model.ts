import { checkDecision } from '../../core/decision-spec.js';
import type { Emotion } from '../../core/emotions.js';
import { featureHash, type FrontEndName } from '../../core/feature-spec.js';
import type { DecisionSpec, ModelManifest, NetworkSpec, TrainingRecord } from '../../core/manifest.js';
import { FRONT_ENDS } from '../../features/front-ends.js';
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

/** Weights as float16 and the manifest that describes them: a network over levelled log-mels. */
export function buildModel({ normalisation, ...parts }: ModelParts): ModelFiles {
  return assembleModel(parts, featuresOf('levelled-log-mel', normalisation));
}

/** What a manifest says of a front end and of the training material's scale. */
export function featuresOf(
  frontEnd: FrontEndName,
  { mean, std }: Normalisation,
  samples?: Normalisation,
): ModelManifest['features'] {
  const spec = FRONT_ENDS[frontEnd];
  return { hash: featureHash(spec), spec, mean, std, ...(samples !== undefined && { samples }) };
}

/**
 * Weights as float16 and the manifest that describes them.
 * @throws EmotionError `invalid-argument` for a decision that no page would take.
 */
export function assembleModel(
  { id, network, labels, parameters, decision, licence, training }: Omit<ModelParts, 'normalisation'>,
  features: ModelManifest['features'],
): ModelFiles {
  const { bytes, entry } = encodeWeights(networkShapes(network, labels.length), parameters, 'float16');
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
      decision: checkDecision(decision),
      licence,
      training,
    },
  };
}
