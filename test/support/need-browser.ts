import { findBrowser } from './find-browser.js';

/** Vitest's global setup of the browser project: installs a browser where it may, or says in one sentence what is missing. */
export function setup(): void {
  findBrowser();
}
