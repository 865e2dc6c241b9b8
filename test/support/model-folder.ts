import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RandomModel } from './random-model.js';

/** Writes a model's two files into `folder`, which is made when it is missing. Returns `folder`. */
export function writeModel(
  folder: string,
  { manifest, bytes }: Pick<RandomModel, 'manifest' | 'bytes'>,
): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, manifest.weights.file), bytes);
  return folder;
}
