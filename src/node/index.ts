/**
 * The recognizer in Node: `classify` for samples that a program has, with the weights of this package, by the same code as in
 * the browser. It computes in the thread that calls it.
 * @module
 */
import { EmotionRecognizer } from '../recognizer/emotion-recognizer.js';
import type { RecognizerOptions } from '../recognizer/recognizer-types.js';
import { nodeDependencies } from './node-dependencies.js';

/** The options that mean something where there is no page. */
export type NodeRecognizerOptions = Pick<
  RecognizerOptions,
  'model' | 'modelSrc' | 'backend' | 'labels' | 'decision'
>;

/** The build puts the binary beside this file. */
const dependencies = nodeDependencies(new URL('./tfjs-backend-wasm-simd.wasm', import.meta.url));

/**
 * Makes a recognizer. Those that ask for the same model share one copy of it.
 *
 * ```ts
 * const recognizer = createRecognizer();
 * const { dominant, probabilities } = await recognizer.classify(samples, 16_000);
 * recognizer.dispose();
 * ```
 * @param options `modelSrc` may be a `file:` address.
 * @throws EmotionError `invalid-argument` naming the option that cannot be used.
 */
export function createRecognizer(options: NodeRecognizerOptions = {}): EmotionRecognizer {
  return EmotionRecognizer.create(options, dependencies);
}

export { EmotionError } from '../core/errors.js';
export { readAudio } from '../files/read-audio.js';
export type { EmotionErrorCode } from '../core/errors.js';
export type { Emotion } from '../core/emotions.js';
export type { EmotionResult, InvalidReason } from '../core/result.js';
export type { MonoAudio } from '../files/read-audio.js';
export type { LoadedModel } from '../inference/inference-protocol.js';
export type { EmotionRecognizer } from '../recognizer/emotion-recognizer.js';
export type { ClipSummary, RecognizerState } from '../recognizer/recognizer-types.js';
