import { LOG_MEL, featureHash } from '../../src/core/feature-spec.js';
import { LEVELLED_LOG_MEL } from '../../src/features/speech-level.js';
import type { Emotion } from '../../src/core/emotions.js';
import type { ModelManifest, NetworkSpec, TensorEntry } from '../../src/core/manifest.js';
import { normal, seededRandom, uniform, type Random } from '../../src/core/random.js';
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
  return { manifest: { ...DESCRIPTION, id: `random-${seed}`, network, weights: entry }, bytes, values };
}

function randomTensor({ name, shape }: TensorEntry, random: Random): Float32Array {
  const draw = () => {
    if (name.endsWith('/gamma') || name.endsWith('/variance')) return uniform(random, 0.5, 1.5);
    if (shape.length === 1) return 0.1 * normal(random);
    return normal(random) / Math.sqrt(sizeOf(shape.slice(0, -1)));
  };
  return Float32Array.from({ length: sizeOf(shape) }, draw);
}

/** Frames of shape [count, 128] such as normalised log-mels are. */
export function randomFrames(count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count * LOG_MEL.mels }, () => normal(random));
}

const DESCRIPTION: Omit<ModelManifest, 'id' | 'network' | 'weights'> = {
  format: 'emotion-meter-model',
  version: 1,
  labels: LABELS,
  features: { hash: featureHash(LEVELLED_LOG_MEL), spec: LEVELLED_LOG_MEL, mean: -40, std: 20 },
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
