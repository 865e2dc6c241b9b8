/** What a page with elements holds, and gives back: workers, memory, the elements themselves. In Chromium, through the built package. */
import { chromium, type Browser, type CDPSession, type JSHandle, type Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type {} from '../../src/call-panel.js';
import { BROWSER_ARGS, findBrowser } from '../support/find-browser.js';
import { serveSite } from '../support/site.js';

const STARTS = 100;
/** Starts after which compilers, caches and pools have settled. */
const SETTLED = 20;
const STREAMS = 8;
const BULK = 40;
const TAGS = ['emotion-meter', 'emotion-timeline', 'emotion-badge', 'emotion-call-panel'] as const;

let browser: Browser;
let site: Awaited<ReturnType<typeof serveSite>>;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findBrowser(), args: [...BROWSER_ARGS] });
  site = await serveSite({ page: {} });
});

afterAll(async () => {
  await browser.close();
  site.close();
});

async function openPage(): Promise<{ readonly page: Page; readonly session: CDPSession }> {
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(`http://localhost:${site.port}/page`);
  await page.waitForFunction((tags) => tags.every((tag) => customElements.get(tag)), TAGS);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return { page, session };
}

/** What the page holds after a garbage collection. */
async function holdingsOf(session: CDPSession) {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return { heap: value('JSHeapUsedSize'), nodes: value('Nodes'), listeners: value('JSEventListeners') };
}

/** All tracks that the microphone gives to the page from now on. */
function watchMicrophone(page: Page): Promise<JSHandle<MediaStreamTrack[]>> {
  return page.evaluateHandle(() => {
    const tracks: MediaStreamTrack[] = [];
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
    return tracks;
  });
}

/** Waits until the page's worker is gone: browsers end a worker that computes when it has finished. */
async function noWorkerLeft(page: Page): Promise<void> {
  await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(0);
}

/** What starts and stops, and how it is readied. */
const BEGINNERS = {
  'emotion-meter': { readied: () => undefined },
  'emotion-call-panel': {
    readied: async () => {
      const panel = document.body.appendChild(document.createElement('emotion-call-panel'));
      document.querySelector('emotion-meter')?.remove();
      panel.agentGround = 'safety';
      panel.customerStream = await navigator.mediaDevices.getUserMedia({ audio: true });
      panel.agentStream = await navigator.mediaDevices.getUserMedia({ audio: true });
    },
  },
} as const;

it.each(Object.entries(BEGINNERS))(
  `keeps memory and workers flat over ${STARTS} starts and stops of <%s>`,
  async (tag, { readied }) => {
    const { page, session } = await openPage();
    const cycle = (times: number) =>
      page.evaluate(
        async ({ name, count }) => {
          const element = document.querySelector(name as keyof typeof BEGINNERS);
          for (let time = 0; time < count; time++) {
            await element?.start();
            element?.stop();
          }
        },
        { name: tag, count: times },
      );
    await page.evaluate(readied);
    const tracks = await watchMicrophone(page);
    await cycle(SETTLED);
    const before = await holdingsOf(session);
    await cycle(STARTS - SETTLED);
    const after = await holdingsOf(session);
    expect(page.workers()).toHaveLength(1);
    // A panel is given its streams, and they stay the page's.
    if (tag === 'emotion-meter') {
      expect(await tracks.evaluate((all) => all.length)).toBeGreaterThanOrEqual(STARTS);
      expect(await tracks.evaluate((all) => all.filter(({ readyState }) => readyState === 'live'))).toEqual(
        [],
      );
    }
    // One node, listener or 5 kB a start would show.
    expect(after.nodes - before.nodes).toBeLessThan(STARTS / 2);
    expect(after.listeners - before.listeners).toBeLessThan(STARTS / 2);
    expect(after.heap - before.heap).toBeLessThan(STARTS * 5e3);
    await page.evaluate((name) => {
      document.querySelector(name)?.remove();
    }, tag);
    await noWorkerLeft(page);
    await page.close();
  },
);

it('asks no other origin for anything, and nobody for anything once it listens', async () => {
  const { page } = await openPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const start = async () => {
    await page.evaluate(() => document.querySelector('emotion-meter')?.start());
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          document.querySelector('emotion-meter')?.addEventListener('emotion-frame', resolve, { once: true });
        }),
    );
  };
  await start();
  const addresses = asked.filter((url) => !/^(blob|data):/.test(url));
  expect(addresses.filter((url) => url.endsWith('weights.bin'))).toHaveLength(1);
  expect(new Set(addresses.map((url) => new URL(url).origin))).toEqual(
    new Set([`http://localhost:${site.port}`]),
  );
  const count = asked.length;
  await page.context().setOffline(true);
  await page.waitForTimeout(3000);
  await page.evaluate(() => document.querySelector('emotion-meter')?.stop());
  await start();
  expect(asked.slice(count)).toEqual([]);
  await page.close();
});

it(`hears ${STREAMS} streams by one worker, which ends with the last of them`, async () => {
  const { page } = await openPage();
  await page.evaluate(async (count) => {
    const context = new AudioContext();
    const meters = Array.from({ length: count }, () => document.createElement('emotion-meter'));
    for (const [index, meter] of meters.entries()) {
      const destination = new MediaStreamAudioDestinationNode(context);
      const oscillator = new OscillatorNode(context, { frequency: 200 + 50 * index });
      oscillator.connect(destination);
      oscillator.start();
      meter.stream = destination.stream;
      meter.dataset['frames'] = '0';
      meter.addEventListener('emotion-frame', () => {
        meter.dataset['frames'] = String(Number(meter.dataset['frames']) + 1);
      });
    }
    document.body.append(...meters);
    await Promise.all(meters.map((meter) => meter.start()));
  }, STREAMS);
  const listening = page.locator('emotion-meter[state=listening]');
  expect(await listening.count()).toBe(STREAMS);
  const heard = (least: number) =>
    page.waitForFunction((count) => {
      const meters = [...document.querySelectorAll<HTMLElement>('emotion-meter[state=listening]')];
      return meters.every(({ dataset }) => Number(dataset['frames']) >= count);
    }, least);
  await heard(3);
  expect(page.workers()).toHaveLength(1);
  await listening.evaluateAll((meters) => {
    for (const meter of meters.slice(1)) meter.remove();
  });
  const seen = Number(await listening.getAttribute('data-frames'));
  await heard(seen + 3);
  expect(page.workers()).toHaveLength(1);
  await listening.evaluate((meter) => {
    meter.remove();
  });
  await noWorkerLeft(page);
  await page.close();
});

it('leaves nothing of elements that were made in bulk, moved, put back and removed', async () => {
  const { page, session } = await openPage();
  await page.evaluate(
    async ({ tags, count }) => {
      const holder = document.body.appendChild(document.createElement('div'));
      const elements = tags.flatMap((tag) =>
        Array.from({ length: count }, () => document.createElement(tag)),
      );
      const meters = elements.filter((element) => element.localName === 'emotion-meter');
      holder.append(...elements);
      await Promise.all(elements.map((element) => element.updateComplete));
      for (const [index, element] of elements.entries())
        if ('for' in element) {
          element.for = `meter-${index % count}`;
          element.recognizer = index % 2 === 0 ? null : (meters[index % count] ?? null);
        }
      for (const [index, meter] of meters.entries()) meter.id = `meter-${index}`;
      const startSome = (from: number, to: number) =>
        Promise.all(
          meters.slice(from, to).map((meter) => (meter as HTMLElementTagNameMap['emotion-meter']).start()),
        );
      await startSome(0, 4);
      document.body.prepend(...elements);
      for (const element of elements) element.remove();
      holder.append(...elements);
      await startSome(4, 8);
      holder.remove();
      Object.assign(globalThis, { made: elements.map((element) => new WeakRef(element)) });
    },
    { tags: TAGS, count: BULK },
  );
  await noWorkerLeft(page);
  const alive = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return page.evaluate(() => {
      const { made } = globalThis as unknown as { readonly made: readonly WeakRef<HTMLElement>[] };
      return made.flatMap((element) => element.deref()?.localName ?? []);
    });
  };
  await expect.poll(alive, { timeout: 30_000, interval: 1000 }).toEqual([]);
  await page.close();
});
