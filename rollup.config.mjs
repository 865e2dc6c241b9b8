import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import { copyFile, mkdir } from 'node:fs/promises';
import esbuild from 'rollup-plugin-esbuild';

/** The package's `dependencies`: the user's bundler resolves them, so that a page has one copy of each. */
const external = [/^rxjs(\/|$)/, /^lit(\/|$)/, 'comlink', 'audioworklet-polyfill', 'react'];

const WASM = 'tfjs-backend-wasm-simd.wasm';
const POLYFILL = 'audioworklet-polyfill.js';

/** Fails the build when TensorFlow reaches a bundle that pages load: it belongs to the worker alone. */
const withoutTensorFlow = {
  name: 'without-tensorflow',
  generateBundle(_, bundle) {
    const strays = Object.values(bundle).flatMap((chunk) =>
      [...Object.keys(chunk.modules ?? {}), ...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])].filter(
        (id) => id.includes('@tensorflow/'),
      ),
    );
    if (strays.length > 0) this.error(`TensorFlow is in the main bundle: ${strays[0]}`);
  },
};

/** Fails the build when a file that a worker or worklet loads alone imports another. */
const importFree = {
  name: 'import-free',
  generateBundle(_, bundle) {
    for (const { fileName, imports = [], dynamicImports = [] } of Object.values(bundle)) {
      const first = [...imports, ...dynamicImports][0];
      if (first !== undefined) this.error(`${fileName} imports ${first}, and must stand alone`);
    }
  },
};

/** Puts the wasm backend's binary beside the worker, where the worker looks for it. */
const wasmBesideWorker = {
  name: 'wasm-beside-worker',
  async writeBundle() {
    await mkdir('dist', { recursive: true });
    await copyFile(`node_modules/@tensorflow/tfjs-backend-wasm/dist/${WASM}`, `dist/${WASM}`);
  },
};

/** The address is known at run time; a page's bundler that looked for it would put an error in its place. */
const importAsIs = {
  name: 'import-as-is',
  renderChunk(code) {
    const asIs = code.replace(/\bimport\((?=\w+\))/g, 'import(/* webpackIgnore: true */ /* @vite-ignore */ ');
    if (asIs === code) this.error('the import of a backend was not found');
    return { code: asIs, map: null };
  },
};

/** A single file would run the polyfill whenever it loads; so it lies beside, and is fetched where it is needed. */
const polyfillBesideScript = {
  name: 'polyfill-beside-script',
  transform(code, id) {
    if (!id.endsWith('/capture-node.ts')) return null;
    const beside = code.replace(
      "import('audioworklet-polyfill')",
      `import(new URL('./${POLYFILL}', import.meta.url).href)`,
    );
    if (beside === code) this.error('the import of the polyfill was not found');
    return { code: beside, map: null };
  },
  async writeBundle() {
    await copyFile(`node_modules/audioworklet-polyfill/dist/${POLYFILL}`, `dist/${POLYFILL}`);
  },
};

/** Comments and indentation in the templates of elements are weight that no minifier takes away. Lines stay, for the source maps. */
const plainTemplates = {
  name: 'plain-templates',
  transform(code, id) {
    if (!id.includes('/src/components/')) return null;
    const linesOf = (text) => text.replace(/[^\n]/g, '');
    const plain = code
      .replace(/css`[^`]*`/g, (sheet) => sheet.replace(/\/\*[^]*?\*\//g, linesOf))
      .replace(/<!--[^]*?-->/g, linesOf)
      .replace(/\n +/g, '\n');
    return { code: plain, map: null };
  },
};

/** TensorFlow.js and its random numbers ask for Node's modules in branches that a browser never enters; a page's bundler would look for them. */
const withoutNode = {
  name: 'without-node',
  transform(code, id) {
    if (!/\/(@tensorflow|seedrandom)\//.test(id)) return null;
    return { code: code.replace(/\brequire\((["'])[\w-]+\1\)/g, '({})'), map: null };
  },
};

const toJavaScript = (options = {}) => [
  withoutNode,
  nodeResolve({
    browser: true,
    extensions: ['.ts', '.mjs', '.js', '.json'],
    // The package names its built entries: by that list, the call panel's own `import './elements.js'` would be left out.
    ignoreSideEffectsForRoot: true,
  }),
  commonjs(),
  json(),
  esbuild({ target: 'es2022', tsconfig: 'tsconfig.json', ...options }),
];

const library = {
  input: ['src/index.ts', 'src/elements.ts', 'src/timeline.ts', 'src/call-panel.ts', 'src/react.ts'],
  external,
  // The recognizer is a chunk of its own, so that a page that uses it alone does not pay for the element.
  // Chunks lie beside the entries: `new URL('./inference-worker.js', import.meta.url)` must mean the same in each.
  output: {
    dir: 'dist',
    format: 'es',
    sourcemap: true,
    chunkFileNames: '[name].js',
    manualChunks: { recognizer: ['src/recognizer/emotion-recognizer.ts'] },
    hoistTransitiveImports: false,
    // Elements live in browsers: frameworks with server components must not run the wrappers among those.
    banner: ({ fileName }) => (fileName === 'react.js' ? `'use client';` : ''),
  },
  plugins: [plainTemplates, ...toJavaScript(), withoutTensorFlow],
};

/** Circular imports inside TensorFlow.js and its use of `this` at module level are none of ours. */
const quietly = (warning, warn) => {
  if (!['CIRCULAR_DEPENDENCY', 'THIS_IS_UNDEFINED'].includes(warning.code)) warn(warning);
};

const selfContained = (input, file, ...plugins) => ({
  input,
  output: { file, format: 'es', sourcemap: false, inlineDynamicImports: true },
  plugins: [...toJavaScript({ minify: true }), importFree, ...plugins],
  onwarn: quietly,
});

/** Node has a `fetch` of its own; a server's bundler would look for the package that TensorFlow.js asks for without one. */
const withoutFetchPackage = {
  name: 'without-fetch-package',
  transform(code, id) {
    if (!id.includes('/@tensorflow/')) return null;
    return { code: code.replace(/\brequire\((["'])node-fetch\1\)/g, 'globalThis.fetch'), map: null };
  },
};

/** Node has what TensorFlow.js asks for with `require`, and no worker is needed there. */
const node = {
  input: 'src/node/index.ts',
  external: [/^node:/, ...external],
  output: {
    file: 'dist/node.js',
    format: 'es',
    sourcemap: false,
    inlineDynamicImports: true,
    banner: [
      `import { createRequire as requireOf } from 'node:module';`,
      'const require = requireOf(import.meta.url);',
      `const __dirname = import.meta.dirname ?? '.';`,
    ].join('\n'),
  },
  plugins: [
    withoutFetchPackage,
    nodeResolve({ preferBuiltins: true, extensions: ['.ts', '.mjs', '.js', '.json'] }),
    commonjs({ ignore: ['fs', 'path', 'crypto', 'os', 'util', 'worker_threads', 'perf_hooks'] }),
    json(),
    esbuild({ target: 'es2022', tsconfig: 'tsconfig.json', minify: true }),
  ],
  onwarn: quietly,
};

/** For a script tag. Its files lie beside it, on whatever host; the file itself is the page's only request for code. */
const script = {
  input: 'src/script.ts',
  output: {
    file: 'dist/emotion-meter.min.js',
    format: 'iife',
    name: 'emotionMeter',
    sourcemap: false,
    inlineDynamicImports: true,
  },
  plugins: [
    polyfillBesideScript,
    plainTemplates,
    ...toJavaScript({ minify: true }),
    withoutTensorFlow,
    importFree,
  ],
};

export default [
  library,
  node,
  script,
  selfContained(
    'src/inference/engine/inference-worker.ts',
    'dist/inference-worker.js',
    wasmBesideWorker,
    importAsIs,
  ),
  // It finds the worker's own TensorFlow.js through the global engine and kernel registry.
  selfContained('@tensorflow/tfjs-backend-webgpu', 'dist/tfjs-backend-webgpu.js'),
  selfContained('worklets/capture-processor.ts', 'dist/capture-processor.js'),
];
