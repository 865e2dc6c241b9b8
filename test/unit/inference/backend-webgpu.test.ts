import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Scope } from '../../../src/core/scope.js';
import { loadWebGPU, watchDevice } from '../../../src/inference/engine/backend-webgpu.js';
import { Loss } from '../../../src/inference/loss.js';

const FILE = 'data:text/javascript,';

function stubGpu(adapter: object | null): void {
  vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve(adapter) } });
}

/** Registers what stands for TensorFlow.js's backend: as far as it is used here, a device. */
function register(lost: Promise<unknown>): {
  readonly factory: () => tf.KernelBackend;
  readonly destroy: () => void;
} {
  const destroy = vi.fn();
  const factory = vi.fn(() =>
    Object.assign(new tf.KernelBackend(), { device: { destroy, lost }, dispose: vi.fn() }),
  );
  tf.registerBackend('webgpu', factory);
  onTestFinished(async () => {
    await tf.setBackend('cpu');
    tf.removeBackend('webgpu');
  });
  return { factory, destroy };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the webgpu backend', () => {
  it('says why there is none', async () => {
    const scope = new Scope();
    await expect(loadWebGPU(undefined, scope)).rejects.toThrow('the webgpu backend is for browsers');
    vi.stubGlobal('navigator', {});
    await expect(loadWebGPU(FILE, scope)).rejects.toThrow('no WebGPU here');
    stubGpu(null);
    await expect(loadWebGPU(FILE, scope)).rejects.toThrow('WebGPU offers no adapter');
    stubGpu({});
    await expect(loadWebGPU('file:///none.js', scope)).rejects.toMatchObject({
      code: 'backend-failed',
      message: 'the webgpu backend does not load from file:///none.js',
    });
  });

  it('gives its device back, and makes another for the next time', async () => {
    const { factory, destroy } = register(new Promise(() => undefined));
    stubGpu({});
    for (const uses of [1, 2]) {
      const scope = new Scope();
      await loadWebGPU(FILE, scope);
      await tf.setBackend('webgpu');
      watchDevice(new Loss(), scope);
      expect(factory).toHaveBeenCalledTimes(uses);
      await tf.setBackend('cpu');
      scope.dispose();
      expect(destroy).toHaveBeenCalledTimes(uses);
    }
  });

  it('tells of a device that is lost', async () => {
    const lost = Promise.resolve({ message: 'the driver was restarted' });
    register(lost);
    await tf.setBackend('webgpu');
    const loss = new Loss();
    watchDevice(loss, new Scope());
    await lost;
    expect(loss.error).toMatchObject({
      code: 'backend-failed',
      message: 'the WebGPU device was lost: the driver was restarted',
    });
  });
});
