import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { NetworkSpec } from '../../../src/core/manifest.js';
import type { EmotionResult } from '../../../src/core/result.js';
import { LogMelStream } from '../../../src/features/log-mel-stream.js';
import { loadLocally } from '../../../src/inference/engine/local-inference.js';
import { cnnLstm1dFolded, foldCnn1d, readCnn1d } from '../../../src/networks/cnn-lstm-1d.js';
import { cnnLstm2dFolded, foldCnn2d, readCnn2d } from '../../../src/networks/cnn-lstm-2d.js';
import { foldFusion, fusionFolded, readFusion } from '../../../src/networks/fusion.js';
import type { TensorMap } from '../../../src/networks/tensors.js';
import { analyzeWhole } from '../../../src/pipeline/analyze-samples.js';
import { calibrate } from '../../../src/smoothing/calibrate.js';
import { greatestDifference, useBackend } from '../../support/backends.js';
import { MODEL_URL, serveFiles } from '../../support/model-files.js';
import { randomModel, type RandomModel } from '../../support/random-model.js';
import { babble } from '../../support/signals.js';

const SAMPLES = 128_000;

afterAll(() => {
  expect(tf.memory().numTensors).toBe(0);
});

/** Frames of a sound, in dB; not those that its end is mirrored for. */
const framesOf = (sound: Float32Array): Float32Array => new LogMelStream().push(sound);

/** `values` scaled, in a window of `length` that they fill from its start; or as many of the last as it holds. */
function scaled(
  values: Float32Array,
  { length, silence, mean, std }: { length: number; silence: number; mean: number; std: number },
): Float32Array {
  const window = new Float32Array(length).fill((silence - mean) / std);
  window.set(values.map((value) => (value - mean) / std).subarray(-length));
  return window;
}

/** What the paper's network says of the window that ends with frame `end` of a sound, by nothing but its own function. */
function expectedLogits(model: RandomModel, sound: Float32Array, end: number): Float32Array {
  const { network, features, weights } = model.manifest;
  const own = { mean: features.mean, std: features.std };
  const rows = network.kind === 'cnn-lstm-1d' ? 250 : 251;
  const from = Math.max(0, end - rows);
  const frames = scaled(framesOf(sound).subarray(from * 128, end * 128), {
    ...{ length: 251 * 128, silence: -100, ...own },
  });
  const heard = sound.subarray(from * 512, Math.min(end, from + 250) * 512);
  const samples = scaled(heard, { length: SAMPLES, silence: 0, ...(features.samples ?? own) });
  return tf.tidy(() => {
    const tensors: TensorMap = new Map(
      weights.tensors.map(({ name, shape }) => [name, tf.tensor(model.values.get(name) ?? [], [...shape])]),
    );
    const input = {
      samples: tf.tensor2d(samples, [1, SAMPLES]),
      frames: tf.tensor3d(frames, [1, 251, 128]),
    };
    const logits = {
      'cnn-lstm-1d': () => cnnLstm1dFolded(input.samples, foldCnn1d(readCnn1d(tensors)), 'same'),
      'cnn-lstm-2d': () => cnnLstm2dFolded(input.frames, foldCnn2d(readCnn2d(tensors)), 'same'),
      fusion: () => fusionFolded(input, foldFusion(readFusion(tensors)), 'same'),
      stream: () => tf.zeros<tf.Rank.R2>([1, 7]),
    }[network.kind]();
    return logits.dataSync() as Float32Array;
  });
}

describe.each(['cnn-lstm-2d', 'cnn-lstm-1d', 'fusion'] as const)('%s, from samples to results', (kind) => {
  const network: NetworkSpec = { kind, pooling: 'same' };

  it('judges what was heard with silence behind it, as in training; from 8 s on the last 8 s', async () => {
    const model = randomModel(network, 5);
    const sound = babble(9.4);
    const readBytes = serveFiles(model.manifest, model.bytes);
    const inference = await loadLocally({ manifestUrl: MODEL_URL, backend: 'wasm' }, { readBytes });
    const results: EmotionResult[] = [];
    await analyzeWhole([{ samples: sound, sampleRate: 16000 }], {
      ...{ inference, decision: { smoothing: 1, speechAbove: 0.1 } },
      onResult: (result) => results.push(result),
    });
    inference.dispose();
    await useBackend('wasm');
    for (const end of [96, 288]) {
      const result = results[end / inference.model.framesPerHop.recorded - 1];
      expect(result?.speechRatio).toBeGreaterThan(0);
      expect(result?.tEnd).toBeCloseTo((end - 1) * 0.032 + 0.064, 6);
      const expected = calibrate(expectedLogits(model, sound, end), 1);
      expect(greatestDifference(Object.values(result?.probabilities ?? {}), expected)).toBeLessThan(1e-4);
    }
  });
});
