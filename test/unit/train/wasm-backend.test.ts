import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { useWasmBackend } from '../../../src/train/wasm-backend.js';

vi.mock('@tensorflow/tfjs-core', async (original) => {
  const all = await original<typeof tf>();
  return { ...all, setBackend: vi.fn(all.setBackend) };
});

it('a wasm backend that does not start is an error, not the slow one that is there too', async () => {
  vi.mocked(tf.setBackend).mockResolvedValueOnce(false);
  await expect(useWasmBackend()).rejects.toMatchObject({
    code: 'backend-failed',
    message: `the wasm backend of TensorFlow.js does not start in Node ${process.version}`,
  });
  await useWasmBackend();
  expect(tf.getBackend()).toBe('wasm');
});
