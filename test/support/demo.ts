import { chromium, type Page } from 'playwright';
import { join } from 'node:path';
import { preview } from 'vite';
import { BROWSER_ARGS, findBrowser } from './find-browser.js';
import { ROOT } from './shell.js';

/** Serves the built demo, opens it in Chromium, and gives both back when `use` is done with the page. */
export async function withDemo<T>(
  use: (page: Page) => Promise<T>,
  { args = [], scale = 1 }: { readonly args?: readonly string[]; readonly scale?: number } = {},
): Promise<T> {
  const server = await preview({
    configFile: join(ROOT, 'demo/vite.config.ts'),
    logLevel: 'error',
    preview: { port: 0, strictPort: false },
  });
  const browser = await chromium.launch({ executablePath: findBrowser(), args: [...BROWSER_ARGS, ...args] });
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, deviceScaleFactor: scale });
    page.setDefaultTimeout(60_000);
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    return await use(page);
  } finally {
    await browser.close();
    await server.close();
  }
}
