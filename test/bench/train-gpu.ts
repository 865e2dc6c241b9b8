import { cpus } from 'node:os';
import { clipShapes } from '../../src/train/network/clip/clip-network.js';
import { ClipTrainer } from '../../src/train/network/clip/clip-trainer.js';
import { TapeTrainer } from '../../src/train/network/clip/tape-trainer.js';
import { initialWeights } from '../../src/train/network/initial-weights.js';
import { useWebgpuBackend } from '../../src/train/webgpu-backend.js';
import { measure, type BenchRow } from './bench.js';
import { CLASSES, clips, PENALTIES, pytorchRow, toRate, type Kind } from './train.js';

/** Clips of a step, as the trainer's usual settings have it. */
const SIZE = 16;
/** Threads of the processor that the GPU is compared with. */
const THREADS = Math.min(8, cpus().length);

/**
 * A training step of the paper's networks on a GPU and on the processor: samples a second, in turns.
 * @throws EmotionError `backend-failed` without the package `webgpu` or without a GPU.
 */
export async function benchGpuTraining(): Promise<readonly BenchRow[]> {
  await useWebgpuBackend();
  const rows: BenchRow[] = [];
  for (const kind of ['2d', '1d'] as const)
    rows.push(...(await benchNetwork(kind)), pytorchRow(kind, { device: 'cuda', size: SIZE }));
  return rows;
}

async function benchNetwork(kind: Kind): Promise<readonly BenchRow[]> {
  const network = { kind, classes: CLASSES, parameters: initialWeights(clipShapes(kind, CLASSES), 1) };
  const batch = clips(
    kind,
    Array.from({ length: SIZE }, () => 8),
  );
  const processor = await ClipTrainer.open({ ...network, threads: THREADS });
  const gpu = new TapeTrainer(network);
  const note = `batch of ${SIZE}, forward and backward, gradients read back`;
  const timings = await measure(
    [
      { name: `${kind}, ours, WebGPU, 8 s clips`, note, run: () => gpu.step(batch, PENALTIES) },
      {
        name: `${kind}, ours, ${THREADS} threads, 8 s clips`,
        note,
        run: () => processor.step(batch, PENALTIES),
      },
    ],
    { unit: 'samples/s', scale: 1, rounds: 3, warmUp: 1 },
  );
  await processor.close();
  return timings.map((row) => toRate(row, SIZE));
}
