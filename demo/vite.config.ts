import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { PAPER_MODELS } from '../src/recognizer/named-models.js';

/** The models that no bundler carries along, beside the chunks that look for them. */
function paperModels(): Plugin {
  return {
    name: 'paper-models',
    apply: 'build',
    generateBundle() {
      for (const model of PAPER_MODELS)
        for (const file of ['manifest.json', 'weights.bin']) {
          const source = readFileSync(new URL(`../models/${model}/${file}`, import.meta.url));
          this.emitFile({ type: 'asset', fileName: `models/${model}/${file}`, source });
        }
    },
  };
}

/** The demo imports the package by its own name: what it runs is what the build of the package made. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [paperModels()],
  cacheDir: fileURLToPath(new URL('../node_modules/.vite-demo', import.meta.url)),
  server: {
    host: 'localhost',
    port: 8137,
    fs: { allow: [fileURLToPath(new URL('..', import.meta.url))] },
  },
  preview: { host: 'localhost', port: 8137 },
  build: {
    outDir: 'dist',
    rolldownOptions: {
      input: ['index.html', 'call.html'].map((page) => fileURLToPath(new URL(page, import.meta.url))),
    },
    emptyOutDir: true,
    target: 'es2022',
    // Small files stay files: the page's policy allows no data: addresses to fetch.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
});
