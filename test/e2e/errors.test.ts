/**
 * Each error that a meter can show, produced on purpose in Chromium through the built element.
 * With `EMOTION_PICTURES=DIR`, what people then see is drawn there at a width of 360 px, in light and in dark colours, in both languages.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGLISH } from '../../src/components/texts/english.js';
import { GERMAN } from '../../src/components/texts/german.js';
import type { Texts } from '../../src/components/texts/texts.js';
import type { EmotionErrorCode } from '../../src/core/errors.js';
import { BROWSER_ARGS, findBrowser } from '../support/find-browser.js';
import { NONCE, serveSite, type PageSettings } from '../support/site.js';

/** Browsers, by what they lack: the fake microphone, the leave to use it unasked, the leave to play sound without a gesture. */
const LEFT_OUT = { fake: /^$/, asking: /fake-ui/, bare: /fake|autoplay/ };

/** How an error is made. */
interface Recipe extends PageSettings {
  /** Default `fake`. */
  readonly browser?: keyof typeof LEFT_OUT;
  readonly host?: string;
  /** The person's answer, where nobody answers for them. */
  readonly permission?: 'granted' | 'denied';
  /** Runs in the page before everything else. */
  readonly before?: () => void;
  /** What is done once the page is there; default: a click on the button. */
  readonly act?: (page: Page) => Promise<void>;
}

const click = (page: Page): Promise<void> => page.locator('emotion-meter button').click();
const model = (kind: string): Recipe => ({ attributes: `model-src="/spoilt/${kind}/manifest.json"` });
const file = (content: string): Recipe => ({ script: `meter.file = new Blob([${content}]);` });

/** A second of silence, 8 kHz, 16 bit. */
const SILENCE = `(() => {
  const view = new DataView(new ArrayBuffer(16044));
  const text = (at, word) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF'); view.setUint32(4, 16036, true); text(8, 'WAVEfmt '); view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); view.setUint16(22, 1, true); view.setUint32(24, 8000, true);
  view.setUint32(28, 16000, true); view.setUint16(32, 2, true); view.setUint16(34, 16, true);
  text(36, 'data'); view.setUint32(40, 16000, true);
  return view;
})()`;

const RECIPES: Readonly<Partial<Record<EmotionErrorCode, Recipe>>> = {
  'invalid-argument': { script: `meter.labels = ['anger', 'surprise'];` },
  'permission-denied': { browser: 'asking', permission: 'denied' },
  // Nobody can close a prompt of headless Chromium.
  'permission-dismissed': {
    before: () => {
      navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Permission dismissed', 'NotAllowedError'));
    },
  },
  'policy-blocked': { headers: { 'Permissions-Policy': 'microphone=()' } },
  'insecure-context': { host: 'insecure.test' },
  'no-device': { browser: 'bare', permission: 'granted' },
  // Chromium's fake device is never busy.
  'device-busy': {
    before: () => {
      navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Could not start audio source', 'NotReadableError'));
    },
  },
  'device-lost': {
    before: () => {
      const { mediaDevices } = navigator;
      const ask = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (constraints) => {
        const stream = await ask(constraints);
        addEventListener('unplug', () => {
          for (const track of stream.getTracks()) track.stop();
        });
        return stream;
      };
    },
    act: async (page) => {
      await click(page);
      await page.locator('emotion-meter[state=listening]').waitFor();
      await page.evaluate(() => dispatchEvent(new Event('unplug')));
    },
  },
  'no-audio-track': { script: 'meter.stream = new MediaStream();' },
  'audio-unsupported': {
    before: () => {
      Reflect.deleteProperty(globalThis, 'AudioContext');
    },
  },
  // No gesture: the page starts by itself.
  'context-suspended': {
    browser: 'bare',
    script: `meter.file = new Blob([${SILENCE}]); meter.autostart = true;`,
    act: () => Promise.resolve(),
  },
  'worklet-blocked': {
    headers: {
      'Content-Security-Policy': `script-src 'nonce-${NONCE}'; worker-src 'self'; connect-src 'self'`,
    },
  },
  'audio-empty': file(''),
  'audio-undecodable': file('"this is no sound"'),
  'model-missing': model('missing'),
  'model-invalid': model('invalid'),
  'model-hash': model('hash'),
  'model-truncated': model('truncated'),
  'model-features': model('features'),
  'backend-failed': { attributes: 'backend="wasm" worker-src="/strict/inference-worker.js"' },
  'worker-failed': { attributes: 'worker-src="/broken-worker.js"' },
  'worker-timeout': {
    attributes: 'worker-src="/mute-worker.js"',
    act: async (page) => {
      await page.clock.install();
      await click(page);
      await page.clock.fastForward(61_000);
    },
  },
};

const browsers = new Map<string, Browser>();
let site: Awaited<ReturnType<typeof serveSite>>;

beforeAll(async () => {
  const executablePath = findBrowser();
  for (const [name, leftOut] of Object.entries(LEFT_OUT)) {
    const args = BROWSER_ARGS.filter((arg) => !leftOut.test(arg));
    args.push('--host-resolver-rules=MAP insecure.test 127.0.0.1');
    browsers.set(name, await chromium.launch({ executablePath, args }));
  }
  site = await serveSite({ ...RECIPES, disposed: {} });
});

afterAll(async () => {
  for (const browser of browsers.values()) await browser.close();
  site.close();
});

async function openPage(code: EmotionErrorCode, recipe: Recipe): Promise<Page> {
  const browser = browsers.get(recipe.browser ?? 'fake');
  if (browser === undefined) throw new Error('there is no browser');
  const page = await browser.newPage({ viewport: { width: 360, height: 560 } });
  page.setDefaultTimeout(60_000);
  const origin = `http://${recipe.host ?? 'localhost'}:${site.port}`;
  if (recipe.permission !== undefined) {
    const session = await page.context().newCDPSession(page);
    await session.send('Browser.setPermission', {
      permission: { name: 'microphone' },
      setting: recipe.permission,
      origin,
    });
  }
  if (recipe.before !== undefined) await page.addInitScript(recipe.before);
  await page.addInitScript(() => {
    addEventListener('emotion-error', (event) => {
      (globalThis as { seen?: unknown }).seen = event.detail.code;
    });
  });
  await page.goto(`${origin}/${code}`);
  await page.waitForFunction(() => customElements.get('emotion-meter') !== undefined);
  return page;
}

async function draw(page: Page, name: string): Promise<void> {
  const folder = process.env['EMOTION_PICTURES'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
  }
}

/** How much of the element is seen, in CSS pixels. */
const sightOf = (page: Page, selector: string) =>
  page.locator(`emotion-meter ${selector}`).evaluate((element) => {
    const { top, bottom, left, right, height } = element.getBoundingClientRect();
    const host = element.closest('[part=error]')?.getBoundingClientRect() ?? new DOMRect();
    return {
      height,
      inside:
        top >= host.top - 1 && bottom <= host.bottom + 1 && left >= host.left - 1 && right <= innerWidth,
    };
  });

/** Without scrolling: what happened, and what to do. */
async function expectSeen(page: Page, { title, advice }: Texts['errors'][EmotionErrorCode]): Promise<void> {
  const [head, words] = ['[part=error] strong', '[part=error] p:not(.detail)'];
  await expect.poll(() => page.locator(`emotion-meter ${head}`).innerText()).toBe(title);
  expect(await page.locator(`emotion-meter ${words}`).innerText()).toBe(advice);
  expect(await sightOf(page, head)).toMatchObject({ inside: true });
  expect(await sightOf(page, words)).toMatchObject({ inside: true });
}

describe('what people see of', () => {
  it.each(Object.entries(RECIPES) as [EmotionErrorCode, Recipe][])('%s', async (code, recipe) => {
    const page = await openPage(code, recipe);
    await (recipe.act ?? click)(page);
    await page.locator('emotion-meter[state=failed]').waitFor();
    expect(await page.evaluate(() => (globalThis as { seen?: unknown }).seen)).toBe(code);
    await expectSeen(page, ENGLISH.errors[code]);
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await draw(page, code);
    await page.evaluate(() => {
      document.documentElement.lang = 'de';
    });
    await expectSeen(page, GERMAN.errors[code]);
    await page.getByRole('button', { name: GERMAN.retry }).waitFor();
    await draw(page, `${code}-de`);
    await page.close();
  });

  it('every code but one: a meter whose recognizer somebody disposed of makes another', async () => {
    expect(Object.keys(ENGLISH.errors).filter((code) => !(code in RECIPES))).toEqual(['disposed']);
    const page = await openPage('disposed', {});
    await click(page);
    await page.locator('emotion-meter[state=listening]').waitFor();
    await page.evaluate(() => document.querySelector('emotion-meter')?.recognizer?.dispose());
    await page.locator('emotion-meter[state=idle]').waitFor();
    await click(page);
    await page.locator('emotion-meter[state=listening]').waitFor();
    await page.close();
  });
});
