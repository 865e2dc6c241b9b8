import { spawnSync } from 'node:child_process';
import * as keras from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { normal, seededRandom } from '../../src/core/random.js';
import { LOG_MEL } from '../../src/core/feature-spec.js';
import { CNN_2D_FRAMES } from '../../src/networks/cnn-lstm-2d.js';
import { clipShapes } from '../../src/train/network/clip/clip-network.js';
import { CLIP_SAMPLES, type ClipBatch } from '../../src/train/network/clip/clip-step.js';
import { ClipTrainer } from '../../src/train/network/clip/clip-trainer.js';
import { registerFilterGradient } from '../../src/train/network/passes/filter-gradient.js';
import { initialWeights } from '../../src/train/network/initial-weights.js';
import { useWasmBackend } from '../../src/train/wasm-backend.js';
import { measure, quantile, type BenchRow, type Candidate } from './bench.js';

export type Kind = '1d' | '2d';

/** Clips of a step. */
const SIZE = 8;
export const CLASSES = 7;
export const PENALTIES = { l2Parameters: 1e-4, l2Activity: 0 };
/** Seconds of eight clips spread as EmoDB's are: 1.2 to 9 s, 2.8 s on average. */
const EMODB_SECONDS = [1.4, 1.8, 2.1, 2.4, 2.7, 3.1, 3.7, 5.2];

/** A training step of the paper's networks: samples a second, all candidates of a network in turns. */
export async function benchTraining(): Promise<readonly BenchRow[]> {
  await useWasmBackend();
  registerFilterGradient('wasm');
  const rows: BenchRow[] = [];
  for (const kind of ['2d', '1d'] as const) {
    const { candidates, close } = await openCandidates(kind);
    const timings = await measure(candidates, { unit: 'samples/s', scale: 1, rounds: 3, warmUp: 1 });
    rows.push(...timings.map((row) => toRate(row, SIZE)));
    await close();
    rows.push(pytorchRow(kind, { device: 'cpu', size: SIZE }));
  }
  return rows;
}

async function openCandidates(
  kind: Kind,
): Promise<{ readonly candidates: readonly Candidate[]; readonly close: () => Promise<void> }> {
  const parameters = initialWeights(clipShapes(kind, CLASSES), 1);
  const full = clips(
    kind,
    EMODB_SECONDS.map(() => 8),
  );
  const emodb = clips(kind, EMODB_SECONDS);
  const open = (threads: number): Promise<ClipTrainer> =>
    ClipTrainer.open({ kind, classes: CLASSES, parameters, threads });
  const trainers = [await open(1), await open(2)] as const;
  const ours = trainers.flatMap((trainer, index) =>
    (
      [
        ['8 s clips', full],
        ['EmoDB lengths', emodb],
      ] as const
    ).map(([name, batch]) => ({
      name: `${kind}, ours, ${index + 1} thread${index > 0 ? 's' : ''}, ${name}`,
      note: `batch of ${SIZE}, forward and backward`,
      run: () => trainer.step(batch, PENALTIES),
    })),
  );
  return {
    candidates: [...ours, layersCandidate(kind, full)],
    close: async () => {
      await Promise.all(trainers.map((trainer) => trainer.close()));
    },
  };
}

/** The same network in `tf.layers`, a clip and an Adam step at a time: the memory of the wasm backend does not hold the activations of two. */
function layersCandidate(kind: Kind, { samples, frames, labels }: ClipBatch): Candidate {
  const input =
    kind === '1d'
      ? tf.tensor3d(samples ?? [], [SIZE, CLIP_SAMPLES, 1])
      : tf.tensor4d(frames ?? [], [SIZE, CNN_2D_FRAMES, LOG_MEL.mels, 1]);
  const inputs = tf.split(input, SIZE);
  const targets = tf.split(tf.oneHot(tf.tensor1d(labels, 'int32'), CLASSES), SIZE);
  const model = keras.sequential({ layers: layers(kind, input.shape.slice(1)) });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  return {
    name: `${kind}, tf.layers on wasm`,
    note: 'one thread, a clip at a time; its missing filter gradient added as matrix products',
    run: async () => {
      for (const [clip, one] of inputs.entries()) await model.trainOnBatch(one, targets[clip] as tf.Tensor);
    },
  };
}

function layers(kind: Kind, inputShape: number[]): keras.layers.Layer[] {
  const pools = kind === '1d' ? [4, 4, 4, 4] : [2, 4, 4, 4];
  const blocks = [64, 64, 128, 128].flatMap((filters, index) => {
    const first = index === 0 ? { inputShape } : {};
    const pool = pools[index] ?? 4;
    return [
      kind === '1d'
        ? keras.layers.conv1d({ filters, kernelSize: 3, padding: 'same', ...first })
        : keras.layers.conv2d({ filters, kernelSize: 3, padding: 'same', ...first }),
      keras.layers.batchNormalization(),
      keras.layers.elu(),
      kind === '1d'
        ? keras.layers.maxPooling1d({ poolSize: pool, strides: pool, padding: 'same' })
        : keras.layers.maxPooling2d({ poolSize: pool, strides: pool, padding: 'same' }),
    ];
  });
  return [
    ...blocks,
    ...(kind === '2d' ? [keras.layers.reshape({ targetShape: [2, 128] })] : []),
    keras.layers.lstm({ units: 256, recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotUniform' }),
    keras.layers.dense({ units: CLASSES, activation: 'softmax' }),
  ];
}

/** Noise for the given seconds, silence after. */
export function clips(kind: Kind, seconds: readonly number[]): ClipBatch {
  const random = seededRandom(1);
  const [rows, width] = kind === '1d' ? [CLIP_SAMPLES, 1] : [CNN_2D_FRAMES, LOG_MEL.mels];
  const values = new Float32Array(seconds.length * rows * width);
  for (const [clip, length] of seconds.entries()) {
    const real = Math.min(rows, Math.ceil((length / 8) * rows)) * width;
    for (let at = 0; at < real; at++) values[clip * rows * width + at] = normal(random);
  }
  return {
    size: seconds.length,
    ...(kind === '1d' ? { samples: values } : { frames: values }),
    labels: Int32Array.from(seconds, (_, clip) => clip % CLASSES),
    lengths: Int32Array.from(seconds, (length) => 16_000 * length),
  };
}

/** Milliseconds a step of `size` clips to samples a second. */
export function toRate({ median, p10, p90, ...row }: BenchRow, size: number): BenchRow {
  const rate = (milliseconds: number): number => (1000 * size) / milliseconds;
  return { ...row, median: rate(median), p10: rate(p90), p90: rate(p10) };
}

interface PytorchRates {
  readonly version: string;
  readonly rates: readonly number[];
}

/** The same network and step in PyTorch, on two threads of the processor or on a GPU. */
export function pytorchRow(
  kind: Kind,
  { device, size }: { readonly device: 'cpu' | 'cuda'; readonly size: number },
): BenchRow {
  const program = new URL('./train_pytorch.py', import.meta.url).pathname;
  const { status, stdout } = spawnSync('python3', [program, kind, String(size), device], {
    encoding: 'utf8',
  });
  const { version, rates } =
    status === 0 ? (JSON.parse(stdout) as PytorchRates) : { version: '', rates: [NaN] };
  const sorted = rates.toSorted((a, b) => a - b);
  return {
    name: `${kind}, PyTorch, ${device === 'cuda' ? 'CUDA' : '2 threads'}, 8 s clips`,
    unit: 'samples/s',
    ...{ median: quantile(sorted, 0.5), p10: quantile(sorted, 0.1), p90: quantile(sorted, 0.9) },
    note:
      status === 0
        ? `torch ${version}, batch of ${size}, one Adam step`
        : `python3 with torch for ${device} did not run here`,
  };
}
