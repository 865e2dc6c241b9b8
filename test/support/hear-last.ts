import type { Emotion } from '../../src/core/emotions.js';
import { loadModel } from '../../src/node/load-model.js';
import type { EmotionResult } from '../../src/core/result.js';
import { readAudio } from '../../src/files/read-audio.js';
import { analyzeWhole } from '../../src/pipeline/analyze-samples.js';

/** What the live path says at the end of each recording by the model in `folder`, without calibration and smoothing. */
export async function hearLast(
  folder: string,
  paths: readonly string[],
): Promise<EmotionResult['probabilities'][]> {
  const inference = await loadModel(folder, { backend: 'wasm', folder: '/' });
  const last: EmotionResult['probabilities'][] = [];
  for (const path of paths) {
    const results: EmotionResult[] = [];
    await analyzeWhole([await readAudio(path)], {
      ...{ inference, decision: { temperature: 1, smoothing: 1, speechAbove: 0, minSpeechRatio: 0 } },
      onResult: (result) => results.push(result),
    });
    last.push(results.at(-1)?.probabilities ?? {});
  }
  inference.dispose();
  return last;
}

/** The greatest difference between what was said live and to the trainer, whose probabilities stand in the order of `labels`. */
export function greatestGap(
  heard: readonly EmotionResult['probabilities'][],
  rows: readonly { readonly probabilities: readonly number[] }[],
  labels: readonly Emotion[],
): number {
  const gaps = rows.flatMap(({ probabilities }, clip) =>
    probabilities.map((p, k) => Math.abs(p - (heard[clip]?.[labels[k] ?? 'neutral'] ?? NaN))),
  );
  return Math.max(...gaps);
}
