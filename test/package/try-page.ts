import { chromium, type Browser, type Page } from 'playwright';
import '../../src/components/events.js';
import { BROWSER_ARGS, findBrowser } from '../support/find-browser.js';

/** What a page with a meter came to, after a click on the meter's button. */
export interface PageOutcome {
  /** The backend of the first result; `null` when it failed first. */
  readonly backend: string | null;
  /** Code and message of the error that came instead. */
  readonly failure: string | null;
  /** Uncaught errors, and what the console calls an error. */
  readonly errors: readonly string[];
}

/** Chromium as all tests start it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser(), args: [...BROWSER_ARGS] });
}

/** Collects what goes wrong in `page` from now on; that it has no icon, or may not load one, is not wrong. */
export function errorsOf(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    const icon =
      message.location().url.endsWith('/favicon.ico') ||
      message.text().startsWith("Loading the image 'data:,'");
    if (message.type() === 'error' && !icon) errors.push(message.text());
  });
  return errors;
}

/** Opens `url`, starts the first meter in it by its button, and waits for the first result or failure. */
export async function tryMeter(browser: Browser, url: string): Promise<PageOutcome> {
  const page = await browser.newPage();
  try {
    const errors = errorsOf(page);
    await page.goto(url);
    await page.locator('emotion-meter button').waitFor();
    const told = page.evaluate(firstNews);
    await page.locator('emotion-meter button').click();
    return { ...(await told), errors };
  } finally {
    await page.close();
  }
}

/** Runs in the page. */
function firstNews(): Promise<Pick<PageOutcome, 'backend' | 'failure'>> {
  return new Promise((resolve) => {
    document.documentElement.addEventListener('emotion-frame', ({ detail }) => {
      resolve({ backend: detail.backend, failure: null });
    });
    document.documentElement.addEventListener('emotion-error', ({ detail }) => {
      resolve({ backend: null, failure: `${detail.code}: ${detail.message}` });
    });
  });
}
