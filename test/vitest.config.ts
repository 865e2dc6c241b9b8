import { playwright } from '@vitest/browser-playwright';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BROWSER_ARGS, expectedBrowser } from './support/find-browser.js';
import { serveVerbatim } from './support/serve-verbatim.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the browser tests import from other packages, directly or through the sources. */
const BROWSER_PACKAGES = [
  ...['cpu', 'wasm', 'webgl', 'webgpu'].map((backend) => `@tensorflow/tfjs-backend-${backend}`),
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-core',
  ...['@noble/hashes/sha2.js', '@noble/hashes/utils.js', 'axe-core', 'comlink', 'fft.js'],
  ...['lit', 'lit/decorators.js', 'lit/directives/repeat.js', 'rxjs'],
];

/** Two minutes of speech into the microphone, which is mostly waiting: it has a lane of its own. */
const LIVE = 'test/e2e/live.test.ts';

const endToEnd = { environment: 'node', testTimeout: 300_000, hookTimeout: 120_000 } as const;

export default defineConfig({
  root,
  test: {
    // Busy machines take their time to start a browser. Vitest reads this here alone, not from the project.
    browser: { connectTimeout: 300_000 },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/support/own-temporary-folder.ts'],
          // By default Vitest leaves a core to itself: half of a machine with two.
          maxWorkers: '100%',
          testTimeout: 60_000,
        },
      },
      {
        plugins: [serveVerbatim(root, ['dist', 'models'])],
        // Packages that Vite meets only in mid-run would make it reload the page under a running test.
        optimizeDeps: { include: BROWSER_PACKAGES },
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/support/need-browser.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // One page at a time: the tests share one fake microphone and few cores.
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: expectedBrowser(), args: [...BROWSER_ARGS] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...endToEnd,
          name: 'live',
          include: [LIVE],
        },
      },
      {
        test: {
          ...endToEnd,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [LIVE],
          fileParallelism: false,
        },
      },
    ],
  },
});
