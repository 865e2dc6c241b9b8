import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/shell.js';

interface PackageJson {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageJson;
const folder = mkdtempSync(join(tmpdir(), 'emotion-meter-package-'));
const installed = join(folder, 'node_modules', manifest.name);
let files: readonly string[] = [];

/** Packs the project, unpacks it as a user's `node_modules` has it, and links its dependencies beside it. */
beforeAll(() => {
  const tarball = execFileSync(
    'npm',
    ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball.trim()), '-C', installed, '--strip-components=1']);
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function runInNode(source: string): string {
  writeFileSync(join(folder, 'main.mjs'), source);
  return execFileSync(process.execPath, ['main.mjs'], { cwd: folder, encoding: 'utf8' }).trim();
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
    const strays = files.filter(
      (file) =>
        /(^|\/)(src|test|demo|worklets|node_modules)(\/|$)/.test(file.replace(/^dist\/types\//, '')) ||
        (file.endsWith('.ts') && !file.endsWith('.d.ts')) ||
        /\.(wav|flac)$/.test(file),
    );
    expect(strays).toEqual([]);
  });

  it('can be imported in bare Node without an error', () => {
    expect(
      runInNode(`const names = Object.keys(await import('${manifest.name}'));
        await import('${manifest.name}/elements');
        console.log(names.includes('EmotionRecognizer') ? 'imported' : names.join());`),
    ).toBe('imported');
  });

  it('offers every file that its exports name', () => {
    expect(
      runInNode(`const { createRequire } = await import('node:module');
        const require = createRequire(import.meta.url);
        const { exports } = require('${manifest.name}/package.json');
        const paths = Object.keys(exports).filter((path) => !path.includes('*'));
        for (const path of paths) await import.meta.resolve('${manifest.name}' + path.slice(1));
        const { existsSync } = await import('node:fs');
        const { fileURLToPath } = await import('node:url');
        const missing = paths.filter((path) => !existsSync(fileURLToPath(import.meta.resolve('${manifest.name}' + path.slice(1)))));
        console.log(missing.join() || 'all there');`),
    ).toBe('all there');
  });
});
