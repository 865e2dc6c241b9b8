import { LOG_MEL, featureHash, type FrontEndName } from '../../src/core/feature-spec.js';
import type { Emotion } from '../../src/core/emotions.js';
import type { ModelManifest, NetworkSpec, TensorEntry } from '../../src/core/manifest.js';
import { normal, seededRandom, uniform, type Random } from '../../src/core/random.js';
import { FRONT_ENDS } from '../../src/features/front-ends.js';
import { sizeOf } from '../../src/networks/tensors.js';
import { encodeWeights, networkShapes, type WeightValues } from '../../src/networks/weights.js';

const LABELS: readonly Emotion[] = ['anger', 'boredom', 'disgust', 'fear', 'happiness', 'neutral', 'sadness'];

/** A streaming network small enough for quick tests. */
export const SMALL_STREAM: NetworkSpec = { kind: 'stream', channels: [4, 6, 8, 10], units: 12 };

/** A model without training: everything in it is drawn from a seed. */
export interface RandomModel {
  readonly manifest: ModelManifest;
  readonly bytes: Uint8Array;
  readonly values: WeightValues;
}

/** Weights of any network at the size at which its activations neither die nor explode. */
export function randomModel(network: NetworkSpec, seed: number): RandomModel {
  const random = seededRandom(seed);
  const shapes = networkShapes(network, LABELS.length);
  const values = new Map(shapes.map((entry) => [entry.name, randomTensor(entry, random)]));
  const { bytes, entry } = encodeWeights(shapes, values, 'float32');
  const features = randomFeatures(FRONT_END_OF[network.kind]);
  return {
    manifest: { ...DESCRIPTION, id: `random-${seed}`, network, features, weights: entry },
    bytes,
    values,
  };
}

/** The front end that each kind of network is trained on. */
const FRONT_END_OF = {
  stream: 'levelled-log-mel',
  'cnn-lstm-2d': 'log-mel',
  'cnn-lstm-1d': 'samples',
  fusion: 'log-mel-and-samples',
} as const satisfies Record<NetworkSpec['kind'], FrontEndName>;

function randomFeatures(frontEnd: FrontEndName): ModelManifest['features'] {
  const spec = FRONT_ENDS[frontEnd];
  const samples = { mean: 0.001, std: 0.1 };
  return {
    ...{ hash: featureHash(spec), spec },
    ...(frontEnd === 'samples' ? samples : { mean: -40, std: 20 }),
    ...(frontEnd === 'log-mel-and-samples' && { samples }),
  };
}

function randomTensor({ name, shape }: TensorEntry, random: Random): Float32Array {
  const draw = () => {
    if (name.endsWith('/gamma') || name.endsWith('/variance')) return uniform(random, 0.5, 1.5);
    if (shape.length === 1) return 0.1 * normal(random);
    return normal(random) / Math.sqrt(sizeOf(shape.slice(0, -1)));
  };
  return Float32Array.from({ length: sizeOf(shape) }, draw);
}

/** Rows of shape [count, width] such as a network's normalised input has: 128 log-mels unless told. */
export function randomFrames(count: number, seed: number, width = LOG_MEL.mels): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count * width }, () => normal(random));
}

const DESCRIPTION: Omit<ModelManifest, 'id' | 'network' | 'features' | 'weights'> = {
  format: 'emotion-meter-model',
  version: 1,
  labels: LABELS,
  decision: {
    temperature: 1,
    smoothing: 0.5,
    enter: 0.55,
    leave: 0.4,
    dwell: 0.8,
    uncertainBelow: 0.35,
    speechAbove: 0.5,
    minSpeechRatio: 0.3,
  },
  licence: 'MIT',
  training: { corpora: [], heldOutSpeakers: [], command: 'none', seed: 0, figures: [] },
};
