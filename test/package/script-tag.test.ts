import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFolder, type FolderServer } from '../support/serve-verbatim.js';
import { installPacked, type PackedApp } from './packed.js';
import { launchBrowser, tryMeter } from './try-page.js';

const SCRIPT = 'node_modules/emotion-meter/dist/emotion-meter.min.js';
const STRICT = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'";

let app: PackedApp;
let browser: Browser;
const servers: FolderServer[] = [];

beforeAll(async () => {
  app = installPacked();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  for (const server of servers) server.close();
  app.remove();
});

async function serve(headers?: Readonly<Record<string, string>>): Promise<string> {
  const server = await serveFolder(app.folder, headers);
  servers.push(server);
  return server.origin;
}

/** What stands beside the meter: a policy may forbid what any of them does. */
const FOLLOWERS =
  '<emotion-badge for="meter"></emotion-badge><emotion-timeline for="meter"></emotion-timeline><emotion-call-panel></emotion-call-panel>';

/** Writes a page with one meter, what follows it, and one script tag. Returns its name. */
function writePage(script: string, attributes = ''): string {
  const name = `page-${String(Math.random()).slice(2)}.html`;
  const html = `<!doctype html><title>Page</title><emotion-meter id="meter" ${attributes}></emotion-meter>${FOLLOWERS}<script src="${script}"></script>`;
  writeFileSync(join(app.folder, name), html);
  return name;
}

describe('one script tag', () => {
  it('starts a meter from the page’s own server', async () => {
    const origin = await serve();
    const outcome = await tryMeter(browser, `${origin}/${writePage(SCRIPT)}`);
    expect(outcome.failure).toBeNull();
    expect(outcome.errors).toEqual([]);
  });

  it('starts a meter from another origin: worker, worklet, model and wasm binary come from there', async () => {
    const own = await serve();
    const other = await serve({ 'Access-Control-Allow-Origin': '*' });
    const page = writePage(`${other}/${SCRIPT}`, 'backend="wasm"');
    const outcome = await tryMeter(browser, `${own}/${page}`);
    expect(outcome.failure).toBeNull();
    expect(outcome.backend).toBe('wasm');
    expect(outcome.errors).toEqual([]);
  });
});

describe('a strict Content-Security-Policy', () => {
  it.each(['webgl', 'webgpu', 'cpu'])('lets the meter run on %s', async (backend) => {
    const origin = await serve({ 'Content-Security-Policy': STRICT });
    const outcome = await tryMeter(browser, `${origin}/${writePage(SCRIPT, `backend="${backend}"`)}`);
    expect(outcome.failure).toBeNull();
    expect(outcome.backend).toBe(backend);
    expect(outcome.errors).toEqual([]);
  });

  it('lets the meter run on wasm with wasm-unsafe-eval', async () => {
    const policy = STRICT.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");
    const origin = await serve({ 'Content-Security-Policy': policy });
    const outcome = await tryMeter(browser, `${origin}/${writePage(SCRIPT, 'backend="wasm"')}`);
    expect(outcome.failure).toBeNull();
    expect(outcome.backend).toBe('wasm');
    expect(outcome.errors).toEqual([]);
  });

  it('lets the meter run from another origin that it names, for the worker beside `blob:`', async () => {
    const other = await serve({ 'Access-Control-Allow-Origin': '*' });
    const policy = (workers: string) =>
      `default-src 'none'; script-src ${other}; worker-src ${workers}; connect-src ${other}`;
    const page = writePage(`${other}/${SCRIPT}`, 'backend="cpu"');
    const named = await serve({ 'Content-Security-Policy': policy(`blob: ${other}`) });
    const outcome = await tryMeter(browser, `${named}/${page}`);
    expect(outcome.failure).toBeNull();
    expect(outcome.backend).toBe('cpu');
    expect(outcome.errors).toEqual([]);
    const unnamed = await serve({ 'Content-Security-Policy': policy('blob:') });
    expect((await tryMeter(browser, `${unnamed}/${page}`)).failure).toMatch(/^worker-failed: .*worker-src/);
  });

  it('makes wasm fail, which says what it needs', async () => {
    const origin = await serve({ 'Content-Security-Policy': STRICT });
    const outcome = await tryMeter(browser, `${origin}/${writePage(SCRIPT, 'backend="wasm"')}`);
    expect(outcome.failure).toMatch(/^backend-failed: .*'wasm-unsafe-eval'/);
  });

  it('leaves auto a backend that works', async () => {
    const origin = await serve({ 'Content-Security-Policy': STRICT });
    const outcome = await tryMeter(browser, `${origin}/${writePage(SCRIPT)}`);
    expect(outcome.failure).toBeNull();
  });
});
