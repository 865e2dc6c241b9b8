import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { useWebgpuBackend } from '../../../src/train/webgpu-backend.js';

/** The package is not among this project's: who wants it installs it beside. */
function isInstalled(): boolean {
  try {
    return createRequire(import.meta.url).resolve('webgpu') !== '';
  } catch {
    return false;
  }
}

it.skipIf(isInstalled())(
  'a GPU without its package is refused with the command that installs it',
  async () => {
    await expect(useWebgpuBackend()).rejects.toMatchObject({
      code: 'backend-failed',
      message: '--backend webgpu needs: npm install --no-save webgpu',
    });
  },
);
