/**
 * The GPU through WebGPU. TensorFlow.js's backend for it is half as large as the worker, so it is a file of its own, fetched where a
 * page asks for it by name.
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { EmotionError } from '../../core/errors.js';
import type { Scope } from '../../core/scope.js';
import type { Loss } from '../loss.js';

/** What TensorFlow.js's backend is known by here. */
interface WebGPUBackend {
  readonly device: GPUDevice;
}

/**
 * Registers TensorFlow.js's webgpu backend, from the file at `url`; what it registers is forgotten with `scope`.
 * @throws EmotionError `backend-failed` saying why there is none.
 */
export async function loadWebGPU(url: string | undefined, scope: Scope): Promise<void> {
  if (url === undefined) throw new EmotionError('backend-failed', 'the webgpu backend is for browsers');
  const gpu = (navigator as Partial<NavigatorGPU>).gpu;
  if (gpu === undefined)
    throw new EmotionError('backend-failed', 'no WebGPU here: the browser has none, or not on this page');
  if ((await gpu.requestAdapter()) === null)
    throw new EmotionError('backend-failed', 'WebGPU offers no adapter');
  await import(/* @vite-ignore */ url).catch((cause: unknown) => {
    throw new EmotionError('backend-failed', `the webgpu backend does not load from ${url}`, { cause });
  });
  const factory = tf.findBackendFactory('webgpu');
  // TensorFlow.js keeps one backend a name, and the file registers it once: the next device needs a backend of its own.
  scope.add(() => {
    tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', factory);
  });
}

/** Reports the loss of the current backend's device, and gives the device back with `scope`. */
export function watchDevice(loss: Loss, scope: Scope): void {
  const { device } = tf.backend() as unknown as WebGPUBackend;
  scope.add(() => {
    device.destroy();
  });
  void device.lost.then(({ message }) => {
    loss.report(new EmotionError('backend-failed', `the WebGPU device was lost: ${message}`));
  });
}
