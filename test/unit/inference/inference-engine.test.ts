import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { rowWidth } from '../../../src/core/feature-spec.js';
import type { ModelManifest, NetworkSpec } from '../../../src/core/manifest.js';
import { InferenceEngine } from '../../../src/inference/engine/inference-engine.js';
import type { LoadRequest, Reply } from '../../../src/inference/inference-protocol.js';
import { loadLocally } from '../../../src/inference/engine/local-inference.js';
import { greatestDifference, NODE_BACKENDS } from '../../support/backends.js';
import { MODEL_URL, serveFiles } from '../../support/model-files.js';
import { randomFrames, randomModel, SMALL_STREAM } from '../../support/random-model.js';

const HOP = 8 * 128;
const model = randomModel(SMALL_STREAM, 1);
const request: LoadRequest = { manifestUrl: MODEL_URL, backend: 'wasm' };
const engines: InferenceEngine[] = [];

function newEngine(
  manifest: ModelManifest | Uint8Array = model.manifest,
  bytes = model.bytes,
): InferenceEngine {
  const engine = new InferenceEngine({ readBytes: serveFiles(manifest, bytes) });
  engines.push(engine);
  return engine;
}

async function loaded(backend: LoadRequest['backend'] = 'wasm'): Promise<InferenceEngine> {
  const engine = newEngine();
  value(await engine.load({ ...request, backend }));
  return engine;
}

function value<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply.value;
}

afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
  expect(tf.memory().numTensors).toBe(0);
});

describe('loading a model', () => {
  it('tells what the page must know', async () => {
    const { trialMs, rejected, ...answer } = value(await newEngine().load({ ...request, backend: 'auto' }));
    const { id, network, labels, decision } = model.manifest;
    expect(answer).toEqual({
      ...{ id, network, labels, decision, backend: 'wasm' },
      input: { frontEnd: 'levelled-log-mel', frames: { mean: -40, std: 20 }, samples: null },
      incremental: true,
      ...{ framesPerColumn: 8, framesPerHop: { live: 8, recorded: 8 }, windowFrames: 248, replayFrames: 280 },
    });
    expect(trialMs).toBeGreaterThan(0);
    expect(rejected).toEqual([{ backend: 'webgl', reason: 'no OffscreenCanvas here' }]);
  });

  it.each([
    [SMALL_STREAM, 'levelled-log-mel', 248, 280],
    [{ kind: 'cnn-lstm-2d', pooling: 'same' }, 'log-mel', 251, 256],
    [{ kind: 'cnn-lstm-1d', pooling: 'same' }, 'samples', 250, 256],
    [{ kind: 'fusion', pooling: 'same' }, 'log-mel-and-samples', 251, 256],
  ] as const)('serves %o', async (network: NetworkSpec, frontEnd, windowFrames, replayFrames) => {
    const { manifest, bytes } = randomModel(network, 2);
    const engine = newEngine(manifest, bytes);
    const answer = value(await engine.load(request));
    expect(answer).toMatchObject({ network, windowFrames, replayFrames, input: { frontEnd } });
    const frames = randomFrames(16, 3, rowWidth(answer.input));
    const scores = value(await engine.advance({ stream: 0, firstFrame: 0, frames }));
    expect(scores).toMatchObject({ endFrame: 16 });
    expect(scores.logits).toHaveLength(7);
    expect(scores.speech?.length).toBe(network.kind === 'stream' ? 2 : undefined);
    const { live, recorded } = answer.framesPerHop;
    const wholeWindow = network.kind === 'cnn-lstm-1d' || network.kind === 'fusion';
    expect(recorded).toBe(wholeWindow ? 32 : 8);
    expect(live % 8).toBe(0);
    expect(wholeWindow || live === 8).toBe(true);
  });

  const weights = model.manifest.weights;
  const flipped = model.bytes.map((byte, index) => (index === 1000 ? byte ^ 1 : byte));
  const spec = { ...model.manifest.features.spec, hop: 256 };
  it.each<[string, ModelManifest | Uint8Array, Uint8Array, string, RegExp]>([
    ['a manifest that is text', new TextEncoder().encode('hello'), model.bytes, 'model-invalid', /no JSON/],
    [
      'a manifest of another kind',
      { ...model.manifest, format: 'x' as never },
      model.bytes,
      'model-invalid',
      /"x"/,
    ],
    [
      'another version',
      { ...model.manifest, version: 2 as never },
      model.bytes,
      'model-invalid',
      /version 2/,
    ],
    [
      'unknown labels',
      { ...model.manifest, labels: ['joy' as never, 'fear'] },
      model.bytes,
      'model-invalid',
      /"joy"/,
    ],
    [
      'other features',
      { ...model.manifest, features: { ...model.manifest.features, hash: '0123456789abcdef' } },
      model.bytes,
      'model-features',
      /0123456789abcdef/,
    ],
    [
      'other features, consistently',
      { ...model.manifest, features: { ...model.manifest.features, spec, hash: '77d0c1' } },
      model.bytes,
      'model-features',
      /77d0c1/,
    ],
    [
      'a missing tensor',
      { ...model.manifest, weights: { ...weights, tensors: weights.tensors.slice(1) } },
      model.bytes,
      'model-invalid',
      /block1\/kernel/,
    ],
    [
      'truncated weights',
      model.manifest,
      model.bytes.slice(0, -4),
      'model-truncated',
      /weights\.bin has \d+ bytes/,
    ],
    ['one wrong bit', model.manifest, flipped, 'model-hash', /SHA-256/],
  ])('refuses %s', async (_, manifest, bytes, code, message) => {
    const reply = await newEngine(manifest, bytes).load(request);
    expect(reply).toMatchObject({ ok: false, error: { code } });
    expect(reply.ok || reply.error.message).toMatch(message);
  });

  it('says which file is missing', async () => {
    const engine = newEngine();
    const manifestUrl = 'https://models.test/none/manifest.json';
    expect(await engine.load({ ...request, manifestUrl })).toMatchObject({
      ok: false,
      error: { code: 'model-missing', message: expect.stringContaining(manifestUrl) as string },
    });
    const weightsUrl = 'https://models.test/random/other.bin';
    expect(await engine.load({ ...request, weightsUrl })).toMatchObject({
      ok: false,
      error: { code: 'model-missing', message: expect.stringContaining(weightsUrl) as string },
    });
  });

  it('refuses a backend that is not there, with the reason', async () => {
    expect(await newEngine().load({ ...request, backend: 'webgl' })).toMatchObject({
      ok: false,
      error: { code: 'backend-failed', message: 'no backend works here: webgl: no OffscreenCanvas here' },
    });
    expect(await newEngine().load({ ...request, backend: 'gpu' as never })).toMatchObject({
      ok: false,
      error: { code: 'invalid-argument' },
    });
  });
});

describe.each(NODE_BACKENDS)('streams on %s', (backend) => {
  it('are independent of each other', async () => {
    const engine = await loaded(backend);
    const frames = randomFrames(4 * 8, 4);
    const alone = value(await engine.advance({ stream: 9, firstFrame: 0, frames }));
    for (let at = 0; at < 4; at++) {
      const part = frames.subarray(at * HOP, (at + 1) * HOP);
      const [mine] = await Promise.all([
        engine.advance({ stream: 1, firstFrame: at * 8, frames: part }),
        engine.advance({ stream: 2, firstFrame: at * 8, frames: randomFrames(8, at) }),
      ]);
      if (at === 3) expect(greatestDifference(value(mine).logits, alone.logits)).toBeLessThan(1e-5);
    }
  });

  it.each(
    backend === 'wasm'
      ? [
          [1, 1000],
          [8, 150],
        ]
      : [[8, 60]],
  )('leave no tensor behind: %i of them, %i hops', async (streams, hops) => {
    const engine = await loaded(backend);
    const hop = async (at: number) => {
      for (let stream = 0; stream < streams; stream++)
        value(await engine.advance({ stream, firstFrame: at * 8, frames: randomFrames(8, at) }));
    };
    for (let at = 0; at < 40; at++) await hop(at);
    const before = tf.memory();
    for (let at = 40; at < hops; at++) await hop(at);
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
  });
});

describe('two engines of one process', () => {
  it('compute on their own backends, one after the other and at once', async () => {
    const [mine, other] = [await loaded('wasm'), await loaded('cpu')];
    const frames = randomFrames(8, 5);
    const alone = value(await mine.advance({ stream: 0, firstFrame: 0, frames }));
    expect(tf.getBackend()).toBe('wasm');
    const [again, beside] = await Promise.all([
      mine.advance({ stream: 1, firstFrame: 0, frames }),
      other.advance({ stream: 1, firstFrame: 0, frames }),
    ]);
    expect(greatestDifference(value(again).logits, alone.logits)).toBeLessThan(1e-5);
    expect(greatestDifference(value(beside).logits, alone.logits)).toBeLessThan(1e-4);
    value(await other.advance({ stream: 1, firstFrame: 8, frames }));
    expect(tf.getBackend()).toBe('cpu');
  });
});

describe('wrong calls', () => {
  it.each([
    ['no frames', 0, new Float32Array(0), /0 values/],
    ['half a column', 0, new Float32Array(512), /512 values/],
    ['a start off the grid', 4, new Float32Array(HOP), /firstFrame is 4/],
    ['a negative start', -8, new Float32Array(HOP), /firstFrame is -8/],
    ['NaN', 0, new Float32Array(HOP).fill(NaN, 7, 8), /frames\[7\] is NaN/],
  ])('are refused: %s', async (_, firstFrame, frames, message) => {
    const engine = await loaded();
    const reply = await engine.advance({ stream: 0, firstFrame, frames });
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
    expect(reply.ok || reply.error.message).toMatch(message);
  });

  it('are refused before a model is loaded', async () => {
    const reply = await newEngine().advance({ stream: 0, firstFrame: 0, frames: new Float32Array(HOP) });
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
  });

  it('make a stream start afresh: a jump is no continuation', async () => {
    const engine = await loaded();
    const frames = new Float32Array(HOP);
    value(await engine.advance({ stream: 0, firstFrame: 0, frames }));
    expect(await engine.advance({ stream: 0, firstFrame: 16, frames })).toMatchObject({
      ok: false,
      error: { code: 'invalid-argument', message: 'firstFrame is 16; stream 0 waits for 8' },
    });
    expect(value(await engine.advance({ stream: 0, firstFrame: 16, frames }))).toMatchObject({
      endFrame: 24,
    });
  });
});

describe('a local inference', () => {
  it('follows its streams', async () => {
    const inference = await loadLocally(request, { readBytes: serveFiles(model.manifest, model.bytes) });
    const stream = inference.open();
    expect(stream.nextFrame).toBeNull();
    await stream.advance(0, new Float32Array(2 * HOP));
    expect(stream.nextFrame).toBe(16);
    await expect(stream.advance(32, new Float32Array(HOP))).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    expect(stream.nextFrame).toBeNull();
    await stream.advance(32, new Float32Array(HOP));
    stream.close();
    await expect(stream.advance(40, new Float32Array(HOP))).rejects.toMatchObject({ code: 'disposed' });
    inference.dispose();
  });
});
