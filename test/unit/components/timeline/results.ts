import type { EmotionResult } from '../../../../src/core/result.js';

/** A verdict that ends at `tEnd`. */
export function resultAt(tEnd: number, more: Partial<EmotionResult> = {}): EmotionResult {
  return {
    tStart: 0,
    tEnd,
    probabilities: { anger: 0.75, sadness: 0.25 },
    dominant: 'anger',
    confidence: 0.75,
    speechRatio: 0.5,
    valid: true,
    latencyMs: 20,
    backend: 'wasm',
    modelId: 'emodb',
    ...more,
  };
}

/** `count` results, `step` seconds apart. */
export function resultsOf(count: number, step = 0.25, more: Partial<EmotionResult> = {}): EmotionResult[] {
  return Array.from({ length: count }, (_, index) => resultAt((index + 1) * step, more));
}
