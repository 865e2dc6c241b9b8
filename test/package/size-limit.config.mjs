/** Budgets, brotli. What a page's bundler makes of the entries counts; the package's `dependencies` are left out of it. */
const ignore = ['rxjs', 'lit', 'comlink', 'audioworklet-polyfill'];

// `import.meta.url` has no meaning in size-limit's own output format.
const modifyEsbuildConfig = (config) => ({ ...config, format: 'esm' });

export default [
  {
    name: 'recognizer, bundled and minified',
    path: '../../dist/index.js',
    import: '{ EmotionRecognizer }',
    ignore,
    modifyEsbuildConfig,
    limit: '20 kB',
  },
  {
    name: 'elements, bundled and minified',
    path: '../../dist/elements.js',
    ignore,
    modifyEsbuildConfig,
    limit: '30 kB',
  },
  {
    name: 'React components, bundled and minified',
    path: '../../dist/react.js',
    ignore: [...ignore, 'react'],
    modifyEsbuildConfig,
    limit: '45 kB',
  },
  {
    name: 'one file for a script tag, with all that the others import',
    path: '../../dist/emotion-meter.min.js',
    disablePlugins: ['@size-limit/esbuild'],
    limit: '57 kB',
  },
  {
    name: 'call panel and all elements, bundled and minified',
    path: '../../dist/call-panel.js',
    ignore,
    modifyEsbuildConfig,
    limit: '44 kB',
  },
  {
    name: 'inference worker',
    path: '../../dist/inference-worker.js',
    disablePlugins: ['@size-limit/esbuild'],
    limit: '260 kB',
  },
  {
    name: 'webgpu backend, fetched where it is named',
    path: '../../dist/tfjs-backend-webgpu.js',
    disablePlugins: ['@size-limit/esbuild'],
    limit: '100 kB',
  },
  {
    name: 'capture worklet',
    path: '../../dist/capture-processor.js',
    disablePlugins: ['@size-limit/esbuild'],
    limit: '1 kB',
  },
];
