import { describe, expect, it, vi } from 'vitest';
import type { BackendName } from '../../../src/core/backends.js';
import { isSoftwareRenderer } from '../../../src/inference/engine/backend-webgl.js';
import { chooseBackend } from '../../../src/inference/engine/backend.js';

/** Tries backends whose hop takes the given time; those without one fail. */
const trials = (times: Partial<Record<BackendName, number>>) =>
  vi.fn((backend: BackendName) => {
    const trialMs = times[backend];
    return trialMs === undefined
      ? Promise.reject(new Error(`no ${backend}`))
      : Promise.resolve({ backend, trialMs, served: backend });
  });

describe('the choice of a backend', () => {
  it('takes a GPU that is quicker than wasm, and never looks at cpu then', async () => {
    const tryOut = trials({ webgl: 3, wasm: 9, cpu: 90 });
    const giveUp = vi.fn();
    const { taken, rejected } = await chooseBackend('auto', tryOut, giveUp);
    expect(taken.backend).toBe('webgl');
    expect(rejected).toEqual([{ backend: 'wasm', reason: 'a hop takes 9.0 ms, on webgl 3.0 ms' }]);
    expect(giveUp.mock.calls).toEqual([['wasm']]);
    expect(tryOut).not.toHaveBeenCalledWith('cpu');
  });

  it('takes wasm over a slower GPU', async () => {
    const giveUp = vi.fn();
    const { taken, rejected } = await chooseBackend('auto', trials({ webgl: 30, wasm: 9 }), giveUp);
    expect(taken.backend).toBe('wasm');
    expect(rejected).toEqual([{ backend: 'webgl', reason: 'a hop takes 30.0 ms, on wasm 9.0 ms' }]);
    expect(giveUp.mock.calls).toEqual([['webgl']]);
  });

  it('keeps the GPU when wasm does not start', async () => {
    const { taken, rejected } = await chooseBackend('auto', trials({ webgl: 30, cpu: 1 }), vi.fn());
    expect(taken.backend).toBe('webgl');
    expect(rejected).toEqual([{ backend: 'wasm', reason: 'no wasm' }]);
  });

  it('goes down to cpu', async () => {
    const { taken, rejected } = await chooseBackend('auto', trials({ cpu: 90 }), vi.fn());
    expect(taken.backend).toBe('cpu');
    expect(rejected.map(({ backend }) => backend)).toEqual(['webgl', 'wasm']);
  });

  it('tries only the backend that is asked for', async () => {
    const tryOut = trials({ wasm: 9, webgl: 3 });
    expect((await chooseBackend('wasm', tryOut, vi.fn())).taken.backend).toBe('wasm');
    expect(tryOut).toHaveBeenCalledTimes(1);
  });

  it('says why none works', async () => {
    await expect(chooseBackend('auto', trials({}), vi.fn())).rejects.toMatchObject({
      code: 'backend-failed',
      message: 'no backend works here: webgl: no webgl; wasm: no wasm; cpu: no cpu',
    });
  });
});

describe('a renderer', () => {
  it.each([
    ['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)', true],
    ['llvmpipe (LLVM 15.0.7, 256 bits)', true],
    ['ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0, D3D11)', true],
    ['ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0, D3D11)', false],
    ['ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)', false],
    ['Apple GPU', false],
    ['Adreno (TM) 640', false],
  ])('called %s is a program: %s', (name, software) => {
    expect(isSoftwareRenderer(name)).toBe(software);
  });
});
