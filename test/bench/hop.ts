import * as tf from '@tensorflow/tfjs-core';
import type { ModelManifest, NetworkSpec } from '../../src/core/manifest.js';
import { CNN_2D_FRAMES, cnnLstm2dFolded, foldCnn2d, readCnn2d } from '../../src/networks/cnn-lstm-2d.js';
import type { IncrementalNetwork } from '../../src/networks/incremental-network.js';
import { serveNetwork } from '../../src/networks/served-network.js';
import { foldStreamNet, readStreamNet, streamNet } from '../../src/networks/stream-net.js';
import { useBackend } from '../support/backends.js';
import { randomFrames, randomModel, type RandomModel } from '../support/random-model.js';
import { measure, type BenchRow, type Candidate } from './bench.js';

const MELS = 128;
const HOP_FRAMES = 8;
/** The streaming network at the size of `models/`; its arithmetic does not depend on the weights' values. */
const STREAM: NetworkSpec = { kind: 'stream', channels: [32, 48, 64, 96], units: 128 };
const PAPER: NetworkSpec = { kind: 'cnn-lstm-2d', pooling: 'same' };

/** One verdict: by the new frames of a hop, and by the whole window computed anew. Both on wasm, in Node, one core. */
export async function benchHops(): Promise<readonly BenchRow[]> {
  await useBackend('wasm');
  const options = { unit: 'ms/hop', scale: 1, rounds: 30, warmUp: 5 };
  return [
    ...(await measure(await streamCandidates(), options)),
    ...(await measure(await paperCandidates(), options)),
  ];
}

async function streamCandidates(): Promise<readonly Candidate[]> {
  const model = randomModel(STREAM, 1);
  const weights = foldStreamNet(readStreamNet(tensorsOf(model)));
  const window = frameTensor(280);
  return [
    await incremental(model, 'stream, incremental'),
    {
      name: 'stream, whole window',
      note: '31 columns and the 4 before them',
      run: () => read(() => streamNet(window, weights, { warmUp: true }).logits),
    },
  ];
}

async function paperCandidates(): Promise<readonly Candidate[]> {
  const model = randomModel(PAPER, 2);
  const weights = foldCnn2d(readCnn2d(tensorsOf(model)));
  const window = frameTensor(CNN_2D_FRAMES);
  return [
    await incremental(model, "paper's 2D, incremental"),
    {
      name: "paper's 2D, whole window",
      note: '251 frames',
      run: () => read(() => cnnLstm2dFolded(window, weights, 'same')),
    },
  ];
}

/** A stream whose window is full. */
async function incremental(
  { manifest, values }: { readonly manifest: ModelManifest; readonly values: RandomModel['values'] },
  name: string,
): Promise<Candidate> {
  const stream: IncrementalNetwork = serveNetwork(manifest, values).open(0);
  await stream.advance(randomFrames(40 * HOP_FRAMES, 3));
  const hop = randomFrames(HOP_FRAMES, 4);
  return { name, note: '8 new frames, window full', run: () => stream.advance(hop) };
}

async function read(compute: () => tf.Tensor): Promise<void> {
  const logits = tf.tidy(compute);
  await logits.data();
  logits.dispose();
}

function frameTensor(count: number): tf.Tensor3D {
  return tf.tensor3d(randomFrames(count, 5), [1, count, MELS]);
}

function tensorsOf({ manifest, values }: RandomModel): Map<string, tf.Tensor> {
  return new Map(
    manifest.weights.tensors.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], [...shape])]),
  );
}
