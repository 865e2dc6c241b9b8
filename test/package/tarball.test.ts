import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPacked, type PackedApp } from './packed.js';

let app: PackedApp;
let files: readonly string[] = [];

beforeAll(() => {
  app = installPacked();
  files = readdirSync(app.installed, { recursive: true, encoding: 'utf8' });
});

afterAll(() => {
  app.remove();
});

function runInNode(source: string): string {
  writeFileSync(join(app.folder, 'main.mjs'), source);
  return execFileSync(process.execPath, ['main.mjs'], { cwd: app.folder, encoding: 'utf8' }).trim();
}

describe('the packed package', () => {
  it('holds the entries, the worker, the worklet and the wasm binary', () => {
    for (const file of [
      'index.js',
      'elements.js',
      'inference-worker.js',
      'capture-processor.js',
      'tfjs-backend-wasm-simd.wasm',
    ])
      expect(files).toContain(`dist/${file}`);
  });

  it('holds a model: manifest, weights and card', () => {
    for (const kind of [
      /^models\/[^/]+\/manifest\.json$/,
      /^models\/[^/]+\/.+\.bin$/,
      /^models\/[^/]+\/README\.md$/,
    ])
      expect(files.filter((file) => kind.test(file))).not.toHaveLength(0);
  });

  it('holds no sources, tests, demo or corpora', () => {
    const outsideTypes = files.filter((file) => !file.startsWith('dist/types'));
    const strays = outsideTypes.filter((file) =>
      /(^|\/)(src|test|demo|worklets|node_modules)(\/|$)|\.(ts|wav|flac)$/.test(file),
    );
    expect(strays).toEqual([]);
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
  });

  it('can be imported in bare Node without an error', () => {
    expect(
      runInNode(`const names = Object.keys(await import('emotion-meter'));
        await import('emotion-meter/elements');
        console.log(names.includes('EmotionRecognizer') ? 'imported' : names.join());`),
    ).toBe('imported');
  });

  it('classifies samples in bare Node, with the weights inside', () => {
    expect(
      runInNode(`import { createRecognizer } from 'emotion-meter/node';
        const recognizer = createRecognizer();
        const silence = await recognizer.classify(new Float32Array(32_000), 16_000);
        const { backend } = await recognizer.load();
        recognizer.dispose();
        console.log(silence.reason, silence.duration, backend);`),
    ).toBe('silence 2 wasm');
  });

  it('offers every file that its exports name', () => {
    expect(
      runInNode(`const { createRequire } = await import('node:module');
        const require = createRequire(import.meta.url);
        const { exports } = require('emotion-meter/package.json');
        const paths = Object.keys(exports).filter((path) => !path.includes('*'));
        for (const path of paths) await import.meta.resolve('emotion-meter' + path.slice(1));
        const { existsSync } = await import('node:fs');
        const { fileURLToPath } = await import('node:url');
        const missing = paths.filter((path) => !existsSync(fileURLToPath(import.meta.resolve('emotion-meter' + path.slice(1)))));
        console.log(missing.join() || 'all there');`),
    ).toBe('all there');
  });
});
