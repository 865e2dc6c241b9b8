import type { Emotion } from '../../core/emotions.js';
import { EmotionError } from '../../core/errors.js';
import type { Parameters } from '../network/initial-weights.js';

/**
 * A network's weights with an output for each of `labels` alone, in their order. The softmax over the outputs that stay is the
 * masked and renormalised one.
 * @param trained the class of each output of `emotion/kernel` ([U, K]) and `emotion/bias` ([K]).
 * @throws EmotionError `invalid-argument` for a label that the network was not trained for.
 */
export function chooseClasses(
  parameters: Parameters,
  trained: readonly Emotion[],
  labels: readonly Emotion[],
): Parameters {
  const indices = labels.map((label) => trained.indexOf(label));
  const missing = labels[indices.indexOf(-1)];
  if (missing !== undefined)
    throw new EmotionError(
      'invalid-argument',
      `the network has no output for "${missing}", only for ${trained.join(', ')}`,
    );
  const choose = (values: Float32Array): Float32Array =>
    Float32Array.from({ length: (values.length / trained.length) * labels.length }, (_, at) => {
      const row = Math.floor(at / labels.length);
      return values[row * trained.length + (indices[at % labels.length] ?? 0)] ?? NaN;
    });
  return new Map(
    [...parameters].map(([name, values]) => [name, name.startsWith('emotion/') ? choose(values) : values]),
  );
}
