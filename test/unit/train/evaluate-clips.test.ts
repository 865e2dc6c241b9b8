import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serveNetwork, type ServedNetwork } from '../../../src/networks/served-network.js';
import { evaluateClips, type JudgeOptions } from '../../../src/train/evaluate/evaluate-clips.js';
import { START } from '../../../src/train/evaluate/fit-decision.js';
import { NORMALISATION } from '../../../src/train/streams/draw-stream.js';
import { useWasmBackend } from '../../../src/train/wasm-backend.js';
import { encodeWav } from '../../support/encode-wav.js';
import { randomModel, SMALL_STREAM } from '../../support/random-model.js';
import { babble } from '../../support/signals.js';

const clip = (seconds: number) => {
  const path = join(mkdtempSync(join(tmpdir(), 'clip-')), `clip-${seconds}.wav`);
  writeFileSync(path, encodeWav([babble(seconds)], { sampleRate: 16_000 }));
  return { corpus: 'made', name: path, path, speaker: 'a', sex: 'male', emotion: 'anger' } as const;
};

/** A network without parameters that matter: its columns say, one after the other, these logits. */
function saying(logits: readonly (readonly number[])[]): ServedNetwork {
  return {
    ...{ framesPerColumn: 8, rowWidth: 128, incremental: true },
    open: () => {
      let column = 0;
      return {
        advance: () =>
          Promise.resolve({
            logits: Float32Array.from(logits[Math.min(column++, logits.length - 1)] ?? []),
            speech: Float32Array.of(1),
          }),
        dispose: () => undefined,
      };
    },
  } as unknown as ServedNetwork;
}

const JUDGED = {
  labels: ['anger', 'neutral'],
  normalisation: NORMALISATION,
  decision: START,
} as const satisfies JudgeOptions;

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

  it('is judged by its columns as training weighs them: the first says nothing yet, the second little', async () => {
    const sure = [9, -9];
    const other = [-9, 9];
    const of = async (...logits: readonly (readonly number[])[]) =>
      (await evaluateClips(saying(logits), [clip(1)], JUDGED))[0]?.guess;
    // Three columns: weights 0, 0.18 and 0.52.
    expect(await of(sure, sure, other)).toBe('neutral');
    expect(await of(sure, other, other)).toBe('neutral');
    expect(await of(other, sure, sure)).toBe('anger');
  });

  it('that is calm counts as neutral where calm is no class, and no other emotion counts as another', async () => {
    const network = saying([[1, 0.5, 0.5]]);
    const outputs = ['anger', 'neutral', 'calm'] as const;
    const [prediction] = await evaluateClips(network, [clip(1)], { ...JUDGED, outputs });
    expect(prediction?.guess).toBe('neutral');
    expect(prediction?.probabilities).toHaveLength(2);
    const [told] = await evaluateClips(network, [clip(1)], { ...JUDGED, labels: outputs });
    expect(told?.guess).toBe('anger');
    await expect(
      evaluateClips(network, [clip(1)], { ...JUDGED, outputs: ['anger', 'neutral', 'fear'] }),
    ).rejects.toThrow('fear counts as none of anger, neutral');
  });
});
