import { chromium, type Page } from 'playwright';
import { serveSite } from '../support/site.js';
import { BROWSER_ARGS, findBrowser } from '../support/find-browser.js';
import type { EmotionRecognizer as Recognizer } from '../../src/index.js';
import { measure, type BenchRow } from './bench.js';

const STREAMS = 8;
const SECONDS = 10;

/** Recordings through recognizers of the page, all of which share one worker: `atOnce` of them at a time. */
function classifyAll(page: Page, atOnce: number): Promise<void> {
  return page.evaluate(
    async ({ address, streams, seconds, parallel }) => {
      const page = (await import(address)) as { EmotionRecognizer: typeof Recognizer };
      const kept = globalThis as { recognizers?: Recognizer[] };
      const recognizers = (kept.recognizers ??= Array.from({ length: streams }, () =>
        page.EmotionRecognizer.create({ backend: 'wasm' }),
      ));
      const sound = Float32Array.from(
        { length: 16_000 * seconds },
        (_, index) => 0.3 * Math.sin(index / 20) * Math.sin(index / 2000),
      );
      for (let first = 0; first < streams; first += parallel)
        await Promise.all(
          recognizers.slice(first, first + parallel).map((recognizer) => recognizer.classify(sound, 16_000)),
        );
    },
    { address: '/dist/page.js', streams: STREAMS, seconds: SECONDS, parallel: atOnce },
  );
}

/** The same recordings one after the other and all at once, in Chromium, through one worker with wasm. */
export async function benchStreams(): Promise<readonly BenchRow[]> {
  const site = await serveSite({ page: {} });
  const browser = await chromium.launch({ executablePath: findBrowser(), args: [...BROWSER_ARGS] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${site.port}/page`);
    return await measure(
      [
        {
          name: '1 stream at a time',
          note: `${STREAMS} recordings in turn`,
          run: () => classifyAll(page, 1),
        },
        {
          name: `${STREAMS} streams at once`,
          note: 'the same recordings, one worker',
          run: () => classifyAll(page, STREAMS),
        },
      ],
      { unit: 'ms/(s of sound and stream)', scale: 1 / (STREAMS * SECONDS), rounds: 7, warmUp: 1 },
    );
  } finally {
    await browser.close();
    site.close();
  }
}
