import { afterEach, expect, it } from 'vitest';
import '../../src/elements.js';
import type { EmotionMeter } from '../../src/components/meter/emotion-meter.js';
import type { BackendName } from '../../src/core/backends.js';
import type { EmotionResult } from '../../src/core/result.js';
import { EmotionRecognizer } from '../../src/recognizer/emotion-recognizer.js';
import { PAPER_MODELS } from '../../src/recognizer/named-models.js';
import { floatWav } from '../support/float-wav.js';
import { babble } from '../support/signals.js';

const RATE = 16_000;
const BASE = `${location.origin}/`;
const WORKER = `${BASE}dist/inference-worker.js`;

afterEach(() => {
  document.body.replaceChildren();
});

/** What a model says at the end of 2 s, the rest of its window being silence. */
async function hear(model: string, backend: BackendName): Promise<EmotionResult> {
  const recognizer = EmotionRecognizer.create({ model, backend, assetBase: BASE, workerSrc: WORKER });
  try {
    const results: EmotionResult[] = [];
    for await (const result of recognizer.analyze(babble(2), RATE)) results.push(result);
    return results.at(-1) as EmotionResult;
  } finally {
    recognizer.dispose();
  }
}

// Both networks are parts of the fusion: half a minute of the processor's time for the 1D one is spent once.
it.each(['paper-2d', 'fusion'])(
  '%s says on wasm what it says on the processor alone',
  { timeout: 240_000 },
  async (model) => {
    const [wasm, cpu] = [await hear(model, 'wasm'), await hear(model, 'cpu')];
    expect(wasm).toMatchObject({ modelId: model, backend: 'wasm', valid: true });
    const values = Object.entries(wasm.probabilities);
    expect(values).toHaveLength(7);
    expect(values.reduce((sum, [, p]) => sum + p, 0)).toBeCloseTo(1, 5);
    for (const [label, p] of values)
      expect(p, label).toBeCloseTo(cpu.probabilities[label as keyof typeof cpu.probabilities] ?? NaN, 3);
  },
);

it.each(PAPER_MODELS)(
  '<emotion-meter model="%s"> follows a recording',
  { timeout: 120_000 },
  async (model) => {
    const meter: EmotionMeter = document.createElement('emotion-meter');
    meter.setAttribute('model', model);
    Object.assign(meter, { assetBase: BASE, workerSrc: WORKER, backend: 'wasm', muted: true });
    meter.workletSrc = `${BASE}dist/capture-processor.js`;
    meter.file = new File([floatWav([babble(12)], RATE)], 'voice.wav', { type: 'audio/wav' });
    document.body.append(meter);
    const spoken = new Promise<EmotionResult>((resolve, reject) => {
      meter.addEventListener('emotion-frame', ({ detail }) => {
        if (detail.valid) resolve(detail);
      });
      meter.addEventListener('emotion-error', ({ detail }) => {
        reject(new Error(`${detail.code}: ${detail.message}`));
      });
    });
    await meter.start();
    expect(await spoken).toMatchObject({ modelId: model, backend: 'wasm' });
    meter.stop();
  },
);
