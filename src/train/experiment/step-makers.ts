import type { OpenStepMaker } from '../clips/fit-clips.js';
import { ClipTrainer } from '../network/clip/clip-trainer.js';
import { HeadTrainer, type FeatureMemory } from '../network/clip/head-trainer.js';
import { TapeTrainer } from '../network/clip/tape-trainer.js';
import type { ExperimentSubject } from './config-subject.js';

/**
 * The paper's networks, over the SIMD kernels with so many threads each, or on a GPU.
 * @throws EmotionError `backend-failed` where WebGPU is asked for and cannot be had.
 */
export async function networkOpener({
  backend,
  threads,
}: Pick<ExperimentSubject, 'backend' | 'threads'>): Promise<OpenStepMaker> {
  if (backend === 'wasm') return (options) => ClipTrainer.open({ ...options, threads });
  // It brings all of TensorFlow.js, which the kernels do without.
  const { useWebgpuBackend } = await import('../webgpu-backend.js');
  await useWebgpuBackend();
  return (options) => Promise.resolve(new TapeTrainer(options));
}

/** The fully connected layer alone, in one job: what lies below it stays, and is asked once about each clip. */
export function headOpener(): OpenStepMaker {
  const memory: FeatureMemory = new Map();
  return (options) => HeadTrainer.open(options, memory);
}
