import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAPER_MODELS } from '../../src/recognizer/named-models.js';
import { encodeWav } from '../support/encode-wav.js';
import { ROOT } from '../support/shell.js';
import { sine } from '../support/signals.js';
import { installPacked, type PackedApp } from './packed.js';

/** What the package may weigh, with both streaming models. */
const MOST_BYTES = 3_000_000;

/** The elements, each with the entry whose source registers it. */
const REGISTERED = ['elements', 'timeline', 'call-panel'].flatMap((entry) => {
  const source = readFileSync(join(ROOT, `src/${entry}.ts`), 'utf8');
  return [...source.matchAll(/^defineOnce\('([\w-]+)'/gm)].map(([, tag = '']) => ({ entry, tag }));
});

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

/** What a tool of this repository says in the app's folder. */
function runTool(path: string, args: readonly string[]): string {
  const { stdout } = spawnSync(process.execPath, [path, ...args], { cwd: app.folder, encoding: 'utf8' });
  return stdout.trim();
}

describe('the packed package', () => {
  it('holds the entries, the worker, the worklet and the backends beside it', () => {
    for (const file of [
      'index.js',
      'elements.js',
      'react.js',
      'emotion-meter.min.js',
      'audioworklet-polyfill.js',
      'inference-worker.js',
      'capture-processor.js',
      'tfjs-backend-wasm-simd.wasm',
      'tfjs-backend-webgpu.js',
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

  it('is small enough with both streaming models, and has of the others their cards alone', () => {
    expect(app.packedBytes).toBeLessThan(MOST_BYTES);
    const weights = files.filter((file) => file.endsWith('weights.bin')).toSorted();
    expect(weights).toEqual(['models/emodb/weights.bin', 'models/general/weights.bin']);
    for (const model of PAPER_MODELS) expect(files).toContain(`models/${model}/README.md`);
  });

  it('has a manifest of its elements, in the module that registers them', () => {
    const { modules } = JSON.parse(readFileSync(join(app.installed, 'custom-elements.json'), 'utf8')) as {
      modules: { path: string; declarations: { tagName: string; members: { name: string }[] }[] }[];
    };
    const declarations = modules.flatMap((module) => module.declarations);
    expect(declarations.map(({ tagName }) => tagName).toSorted()).toEqual(
      REGISTERED.map(({ tag }) => tag).toSorted(),
    );
    for (const { entry, tag } of REGISTERED)
      expect(modules.find(({ path }) => path === `dist/${entry}.js`)?.declarations).toContainEqual(
        expect.objectContaining({ tagName: tag }),
      );
    expect(declarations.flatMap(({ members }) => members).filter(({ name }) => name.startsWith('#'))).toEqual(
      [],
    );
  });

  it('holds no sources, tests, demo or corpora, but for the results of the bench that documents name', () => {
    const results = ['test', 'test/bench', 'test/bench/RESULTS.md'];
    const outsideTypes = files.filter((file) => !file.startsWith('dist/types') && !results.includes(file));
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
        await import('emotion-meter/react');
        await import('emotion-meter/timeline');
        await import('emotion-meter/call-panel');
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

  it('reads a file in Node, and lets others have their turn meanwhile', () => {
    writeFileSync(
      join(app.folder, 'tone.wav'),
      encodeWav([sine(440, { rate: 16_000, length: 16_000 * 60 })], { sampleRate: 16_000 }),
    );
    expect(
      runInNode(`import { createRecognizer, readAudio } from 'emotion-meter/node';
        const { samples, sampleRate } = await readAudio('tone.wav');
        const recognizer = createRecognizer();
        await recognizer.load();
        let turns = 0;
        setInterval(() => turns++, 5).unref();
        const { duration } = await recognizer.classify(samples, sampleRate);
        recognizer.dispose();
        console.log(sampleRate, duration, turns > 3 ? 'others had turns' : turns);`),
    ).toBe('16000 60 others had turns');
  });

  it('is compiled for Node without the types of the DOM', () => {
    const source = `import { createRecognizer, type EmotionResult } from 'emotion-meter/node';
      export async function last(samples: Float32Array): Promise<EmotionResult | null> {
        let newest: EmotionResult | null = null;
        for await (const result of createRecognizer().analyze(samples, 16_000)) newest = result;
        return newest;
      }`;
    writeFileSync(join(app.folder, 'server.ts'), source);
    const options = '--noEmit --strict --skipLibCheck false --lib es2022 --types node --module nodenext';
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const typeRoots = join(ROOT, 'node_modules/@types');
    expect(
      runTool(tsc, [...options.split(' '), '--typeRoots', typeRoots, '--target', 'es2022', 'server.ts']),
    ).toBe('');
  });

  it('asks a server’s bundler for no package that is not there', () => {
    const code = readFileSync(join(app.installed, 'dist/node.js'), 'utf8');
    const asked = [...code.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, name = '']) => name);
    expect(asked.filter((name) => !isBuiltin(name))).toEqual([]);
  });

  it('renders on a server, as Next.js does it: an empty tag for the browser to fill', () => {
    expect(
      runInNode(`import { createElement } from 'react';
        import { renderToString } from 'react-dom/server';
        import * as components from 'emotion-meter/react';
        const page = Object.entries(components).map(([name, component]) =>
          createElement(component, { key: name, id: name, className: 'voice', label: 'Caller', onEmotionFrame() {} }));
        console.log(renderToString(page));`),
    ).toMatch(/^(<emotion-[a-z-]+ [^>]*class="voice"[^>]*><\/emotion-[a-z-]+>)+$/);
  });

  it('has a component for every element', () => {
    expect(runInNode(`console.log(Object.keys(await import('emotion-meter/react')).length)`)).toBe(
      String(REGISTERED.length),
    );
  });

  it('tells frameworks that the components belong to the client', () => {
    expect(readFileSync(join(app.installed, 'dist/react.js'), 'utf8')).toMatch(/^'use client';/);
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
