import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { modelNames } from '../support/model-names.js';
import { ROOT, runProgram } from '../support/shell.js';
import type { Table } from './table.js';

interface LimitedSize {
  readonly name: string;
  readonly size: number;
  readonly sizeLimit: number;
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

/** What a page's bundler makes of the entries, against their budgets. */
async function bundles(): Promise<readonly (readonly string[])[]> {
  const { output } = await runProgram([
    'size-limit',
    '--json',
    '--config',
    'test/package/size-limit.config.mjs',
  ]);
  const sizes = JSON.parse(output.slice(output.indexOf('['), output.lastIndexOf(']') + 1)) as LimitedSize[];
  return sizes.map(({ name, size, sizeLimit }) => [name, '', '', kilobytes(size), kilobytes(sizeLimit)]);
}

/** A file of the package as it is sent. */
function file(path: string): readonly string[] {
  const bytes = readFileSync(join(ROOT, path));
  const sizes = [bytes.length, gzipSync(bytes).length, brotliCompressSync(bytes).length];
  return [path, ...sizes.map(kilobytes), ''];
}

/** Sizes of what a page loads; needs a build. */
export async function sizeTable(): Promise<Table> {
  const models = modelNames().map((name) => `models/${name}/weights.bin`);
  return {
    title: 'Sizes, kB (1000 bytes)',
    columns: ['what', 'raw', 'gzip', 'brotli', 'budget'],
    rows: [...(await bundles()), ...['dist/tfjs-backend-wasm-simd.wasm', ...models].map(file)],
  };
}
