import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readState, writeState } from '../../../../src/train/run/state-file.js';
import { ROOT } from '../../../support/shell.js';

/** Saves a state of 4 MB, and prints the error. */
const SAVE = `
  import { EmotionError } from './src/core/errors.ts';
  import { writeState } from './src/train/run/state-file.ts';
  const groups = { parameters: new Map([['kernel', new Float32Array(1_000_000)]]) };
  await writeState(process.argv[1], { fingerprint: 'run', facts: { step: 2 }, groups }).then(
    () => console.log('saved'),
    (error) => console.log(error instanceof EmotionError, error.message));
`;

/** No file may grow beyond 1 MB, as if the disk were full: the write itself fails half-way. */
const LIMITED = 'trap "" XFSZ; ulimit -f 2048; exec "$@"';

it(
  'a full disk is an error that names the file, and leaves the last checkpoint whole',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'full-'));
    const path = join(folder, 'checkpoint.bin');
    const kept = Float32Array.from({ length: 1000 }, (_, k) => k);
    const groups = { parameters: new Map([['kernel', kept]]) };
    await writeState(path, { fingerprint: 'run', facts: { step: 1 }, groups });
    const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', SAVE, path];
    const { stdout } = await promisify(execFile)('sh', ['-c', LIMITED, 'sh', ...node], {
      cwd: ROOT,
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    });
    expect(stdout).toMatch(/^true cannot write .*checkpoint\.bin: /);
    expect(readdirSync(folder)).toEqual(['checkpoint.bin']);
    const state = await readState<{ step: number }>(path, 'run');
    expect(state?.facts.step).toBe(1);
    expect(state?.groups['parameters']?.get('kernel')).toEqual(kept);
  },
);
