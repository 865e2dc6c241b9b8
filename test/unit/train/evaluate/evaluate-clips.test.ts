import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serveNetwork, type ServedNetwork } from '../../../../src/networks/served-network.js';
import { evaluateClips } from '../../../../src/train/evaluate/evaluate-clips.js';
import { START } from '../../../../src/train/evaluate/fit-decision.js';
import { NORMALISATION } from '../../../../src/train/streams/draw-stream.js';
import { useWasmBackend } from '../../../../src/train/wasm-backend.js';
import { encodeWav } from '../../../support/encode-wav.js';
import { randomModel, SMALL_STREAM } from '../../../support/random-model.js';
import { babble } from '../../../support/signals.js';

const clip = (seconds: number) => {
  const path = join(mkdtempSync(join(tmpdir(), 'clip-')), `clip-${seconds}.wav`);
  writeFileSync(path, encodeWav([babble(seconds)], { sampleRate: 16_000 }));
  return { corpus: 'made', name: path, path, speaker: 'a', sex: 'male', emotion: 'anger' } as const;
};

/** A network that says this, column by column: the logits of two classes, and whether somebody speaks. */
function saying(columns: readonly (readonly [anger: number, neutral: number, speech: number])[]) {
  return {
    ...{ framesPerColumn: 8, rowWidth: 128, incremental: true },
    open: () => {
      const rest = columns.values();
      return {
        advance: () => {
          const [anger, neutral, speech] = rest.next().value ?? [0, 0, 0];
          return Promise.resolve({
            logits: Float32Array.of(anger, neutral),
            speech: Float32Array.of(speech),
          });
        },
        dispose: () => undefined,
      };
    },
  } as unknown as ServedNetwork;
}

describe('a clip', () => {
  it('is judged by what the network says, and refused by name when too short, never counted as right', async () => {
    await useWasmBackend();
    const { manifest, values } = randomModel(SMALL_STREAM, 3);
    const network = serveNetwork(manifest, values);
    const { mean, std } = manifest.features;
    const options = { labels: manifest.labels, normalisation: { mean, std }, decision: manifest.decision };
    const [prediction] = await evaluateClips(network, [clip(1.5)], options);
    expect(prediction?.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    await expect(evaluateClips(network, [clip(0.1)], options)).rejects.toThrow(/clip-0\.1\.wav is too short/);
    network.dispose();
  });

  it.each([
    [
      'its last second, not by what was said before',
      [
        [9, 0, 1],
        [9, 0, 1],
        [2, 0, 1],
        [0, 2, 1],
        [0, 2, 1],
        [0, 2, 1],
      ],
      'neutral',
    ],
    [
      'all of its last second, not by its end alone',
      [
        [2, 0, 1],
        [2, 0, 1],
        [2, 0, 1],
        [0, 2, 1],
      ],
      'anger',
    ],
    [
      'the columns in which somebody speaks',
      [
        [2, 1, 1],
        [0, 9, 0.4],
        [0, 9, 0.4],
      ],
      'anger',
    ],
    [
      'all columns where nobody does',
      [
        [2, 0, 0],
        [0, 1, 0.4],
        [2, 0, 0],
      ],
      'anger',
    ],
  ] as const)('is judged by %s', async (_, columns, guess) => {
    const options = { labels: ['anger', 'neutral'], normalisation: NORMALISATION, decision: START } as const;
    const seconds = 0.256 * columns.length + 0.04;
    const [prediction] = await evaluateClips(saying(columns), [clip(seconds)], options);
    expect(prediction?.guess).toBe(guess);
    expect(prediction?.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });
});
