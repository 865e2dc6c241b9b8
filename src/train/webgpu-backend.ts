// The whole of TensorFlow.js: it registers the gradients of all operations.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { EmotionError } from '../core/errors.js';
import { registerFilterGradient } from './network/passes/filter-gradient.js';

/** The npm package that brings WebGPU (Dawn) to Node, as far as it is used. It is 130 MB, and so not installed with this project. */
interface WebgpuPackage {
  readonly create: (options: readonly string[]) => { requestAdapter(): Promise<object | null> };
  readonly globals: object;
}
const PACKAGE = 'webgpu' as string;

/**
 * Makes TensorFlow.js's webgpu backend the current one, over the GPU of this machine.
 * @throws EmotionError `backend-failed` where the package is not installed, or no GPU is found.
 */
export async function useWebgpuBackend(): Promise<void> {
  const { create, globals } = await (import(PACKAGE) as Promise<WebgpuPackage>).catch((cause: unknown) => {
    throw new EmotionError('backend-failed', '--backend webgpu needs: npm install --no-save webgpu', {
      cause,
    });
  });
  const gpu = create([]);
  if ((await gpu.requestAdapter()) === null)
    throw new EmotionError('backend-failed', '--backend webgpu: this machine offers no GPU to WebGPU');
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: '' }, configurable: true });
  await import('@tensorflow/tfjs-backend-webgpu');
  registerFilterGradient('webgpu');
  if (!(await tf.setBackend('webgpu')))
    throw new EmotionError('backend-failed', '--backend webgpu: TensorFlow.js does not start on this GPU');
  await tf.ready();
}
