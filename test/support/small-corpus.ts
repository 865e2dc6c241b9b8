import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { chooseCommand } from '../../src/train/commands.js';
import { encodeWav } from './encode-wav.js';
import { ROOT } from './shell.js';
import { babble } from './signals.js';

/** A corpus called `women`: each says two emotions once, in half a second with silence behind it, in files beside an index.csv. */
export function makeCorpus(speakers = ['a', 'b', 'c', 'd']): string {
  const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
  const lines = speakers.flatMap((speaker, s) =>
    ['anger', 'sadness'].map((emotion, e) => {
      const file = `${speaker}-${emotion}.wav`;
      const sound = new Float32Array(12_800);
      sound.set(babble(0.5, 10 * s + e).map((value) => (e === 0 ? value : 0.1 * value)));
      writeFileSync(join(folder, file), encodeWav([sound]));
      return `${file},${speaker},female,${emotion}`;
    }),
  );
  writeFileSync(join(folder, 'index.csv'), ['file,speaker,sex,emotion', ...lines, ''].join('\n'));
  return folder;
}

/** Runs a command of the trainer in this process. Returns what it says at its end. */
export async function runTrainer(...args: string[]): Promise<string> {
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    const chosen = chooseCommand(args);
    await chosen.run(chosen.args);
    return said.mock.calls.flat().join('\n');
  } finally {
    said.mockRestore();
  }
}

/** Runs a command of the trainer as a process of its own, as a cluster would start it. */
export function startTrainer(...args: string[]): ReturnType<typeof execFileAsync> {
  return execFileAsync(process.execPath, ['--import', 'tsx', 'src/train/main.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
}

const execFileAsync = promisify(execFile);
