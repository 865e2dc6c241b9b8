import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import '../../src/elements.js';
import type { NetworkSpec } from '../../src/core/manifest.js';
import type { EmotionResult } from '../../src/core/result.js';
import { Scope } from '../../src/core/scope.js';
import { loadLocally } from '../../src/inference/local-inference.js';
import { analyzeWhole } from '../../src/pipeline/analyze-samples.js';
import { EmotionRecognizer } from '../../src/recognizer/emotion-recognizer.js';
import { greatestDifference } from '../support/backends.js';
import { randomModel } from '../support/random-model.js';
import { babble } from '../support/signals.js';
import { soundContext, WORKLET_URL } from './capture-support.js';

const WORKER = '/dist/inference-worker.js';
const SOUND = babble(4);
const scope = new Scope();
/** The address of each model's manifest. */
const models = new Map<NetworkSpec['kind'], string>();

function blobUrl(part: BlobPart): string {
  const url = URL.createObjectURL(new Blob([part]));
  scope.add(() => {
    URL.revokeObjectURL(url);
  });
  return url;
}

beforeAll(() => {
  for (const kind of ['cnn-lstm-1d', 'cnn-lstm-2d', 'fusion'] as const) {
    const { manifest, bytes } = randomModel({ kind, pooling: 'same' }, 4);
    const weights = { ...manifest.weights, file: blobUrl(new Uint8Array(bytes)) };
    models.set(kind, blobUrl(JSON.stringify({ ...manifest, weights })));
  }
});

afterAll(() => {
  scope.dispose();
});

describe.each([
  ['cnn-lstm-1d', 'samples'],
  ['cnn-lstm-2d', 'log-mel'],
  ['fusion', 'log-mel-and-samples'],
] as const)('%s in the worker', (kind, frontEnd) => {
  it('answers what the page computes, at a hop that suits the machine', async () => {
    const modelSrc = models.get(kind) ?? '';
    const recognizer = EmotionRecognizer.create({ modelSrc, workerSrc: WORKER, backend: 'wasm' });
    onTestFinished(() => {
      recognizer.dispose();
    });
    const model = await recognizer.load();
    expect(model).toMatchObject({ network: { kind }, input: { frontEnd }, backend: 'wasm' });
    const { live } = model.framesPerHop;
    expect([8, 16, 24, 32, 40, 48, 56, 64]).toContain(live);
    if (!model.incremental && live < 64) expect(model.hopMs).toBeLessThanOrEqual((live * 32) / 2);
    const { probabilities, valid } = await recognizer.classify(SOUND, 16000);

    const inference = await loadLocally({ manifestUrl: modelSrc, backend: 'wasm', wasmUrl: '/dist/' });
    const here = await analyzeWhole([{ samples: SOUND, sampleRate: 16000 }], { inference });
    inference.dispose();
    expect(valid).toBe(here.valid);
    const [there, own] = [Object.values(probabilities), Object.values(here.probabilities)];
    expect(greatestDifference(there, own)).toBeLessThan(1e-4);
  });
});

describe('<emotion-meter> with the paper’s 1D network', () => {
  it('hears a stream through the worklet and the worker', async () => {
    const context = await soundContext();
    const buffer = new AudioBuffer({ length: SOUND.length, sampleRate: 16000 });
    buffer.copyToChannel(new Float32Array(SOUND), 0);
    const source = new AudioBufferSourceNode(context, { buffer, loop: true });
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    source.connect(destination);
    source.start();
    const meter = document.createElement('emotion-meter');
    for (const [name, value] of Object.entries({
      'model-src': models.get('cnn-lstm-1d') ?? '',
      ...{ 'worker-src': WORKER, 'worklet-src': WORKLET_URL, backend: 'wasm' },
    }))
      meter.setAttribute(name, value);
    onTestFinished(() => {
      meter.remove();
    });
    document.body.append(meter);
    meter.stream = destination.stream;
    const judged = new Promise<EmotionResult>((resolve) => {
      meter.addEventListener('emotion-frame', ({ detail }) => {
        if (detail.speechRatio > 0) resolve(detail);
      });
    });
    await meter.start();
    const result = await judged;
    expect(result).toMatchObject({ modelId: 'random-4', backend: 'wasm' });
    const sum = Object.values(result.probabilities).reduce((total, p) => total + p, 0);
    expect(sum).toBeCloseTo(1, 6);
  });
});
