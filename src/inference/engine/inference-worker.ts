/**
 * The worker's entry: an engine behind comlink. The build puts the wasm binary and the webgpu backend beside it.
 * @module
 */
import { expose } from 'comlink';
import { InferenceEngine } from './inference-engine.js';

expose(
  new InferenceEngine({
    wasmUrl: new URL('./tfjs-backend-wasm-simd.wasm', import.meta.url).href,
    webgpuUrl: new URL('./tfjs-backend-webgpu.js', import.meta.url).href,
  }),
);
