import { startCapture } from '../capture/start-capture.js';
import { connectInference } from '../inference/page/inference-client.js';
import { InferencePool } from './inference-pool.js';
import type { StartCapture } from './listening.js';

/** What a recognizer needs of the world; tests give their own. */
export interface RecognizerDependencies {
  readonly startCapture: StartCapture;
  /** Recognizers that share a pool share workers. */
  readonly pool: InferencePool;
}

/** The browser's capture, and workers shared by all recognizers of a page. */
export const BROWSER: RecognizerDependencies = { startCapture, pool: new InferencePool(connectInference) };
