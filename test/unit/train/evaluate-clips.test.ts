import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serveNetwork } from '../../../src/networks/served-network.js';
import { evaluateClips } from '../../../src/train/evaluate/evaluate-clips.js';
import { useWasmBackend } from '../../../src/train/wasm-backend.js';
import { encodeWav } from '../../support/encode-wav.js';
import { randomModel, SMALL_STREAM } from '../../support/random-model.js';
import { babble } from '../../support/signals.js';

it('a clip is judged by what the network says, and one that is too short is refused by name, never counted as right', async () => {
  await useWasmBackend();
  const { manifest, values } = randomModel(SMALL_STREAM, 3);
  const network = serveNetwork(manifest, values);
  const { mean, std } = manifest.features;
  const options = { labels: manifest.labels, normalisation: { mean, std }, decision: manifest.decision };
  const clip = (seconds: number) => {
    const path = join(mkdtempSync(join(tmpdir(), 'clip-')), `clip-${seconds}.wav`);
    writeFileSync(path, encodeWav([babble(seconds)], { sampleRate: 16_000 }));
    return { corpus: 'made', name: path, path, speaker: 'a', sex: 'male', emotion: 'anger' } as const;
  };
  const [prediction] = await evaluateClips(network, [clip(1.5)], options);
  expect(prediction?.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  await expect(evaluateClips(network, [clip(0.1)], options)).rejects.toThrow(/clip-0\.1\.wav is too short/);
  network.dispose();
});
