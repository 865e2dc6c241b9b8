import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { ROOT } from './shell.js';

/** What a page is served with. */
export interface PageSettings {
  /** Of `<emotion-meter>`, as HTML. */
  readonly attributes?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a script that runs in the page once the element is defined; `meter` is the element. */
  readonly script?: string;
}

/** A page's scripts carry it, for policies that ask for it. */
export const NONCE = 'only-this-page';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

const MODEL = join(ROOT, 'models/emodb');

function html({ attributes = '', script = '' }: PageSettings): string {
  return `<!doctype html><html lang="en"><title>Meter</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width">
<style>:root { color-scheme: light dark; } body { margin: 12px; }</style>
<emotion-meter ${attributes}></emotion-meter>
<script type="module" nonce="${NONCE}" src="/dist/page.js"></script>
<script type="module" nonce="${NONCE}">
  const meter = document.querySelector('emotion-meter');
  await customElements.whenDefined('emotion-meter');
  ${script}
</script></html>`;
}

/** A shipped model with something wrong: below `/spoilt/KIND/`. */
function spoilt(kind: string, file: string): Buffer | null {
  const bytes = readFileSync(join(MODEL, file));
  if (kind === 'missing') return null;
  if (file === 'manifest.json') {
    const text = bytes.toString('utf8');
    if (kind === 'invalid') return Buffer.from(text.replace(/"version": ?1/, '"version": 99'));
    if (kind === 'features') return Buffer.from(text.replace(/("hash": ?")[^"]*/, '$1someone-elses'));
    return bytes;
  }
  if (kind === 'truncated') return bytes.subarray(0, bytes.length - 100);
  if (kind === 'hash') bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  return bytes;
}

const SCRIPTS: Readonly<Record<string, string>> = {
  '/broken-worker.js': 'throw new Error("broken on purpose");',
  '/mute-worker.js': '',
};

function answer(path: string, page: Uint8Array): Uint8Array | string | null {
  const [, kind, file] = /^\/spoilt\/(\w+)\/([\w.]+)$/.exec(path) ?? [];
  if (kind !== undefined && file !== undefined) return spoilt(kind, file);
  if (path === '/dist/page.js') return page;
  const script = SCRIPTS[path];
  if (script !== undefined) return script;
  const local = join(ROOT, path.replace(/^\/strict\//, '/dist/'));
  return /^\/(dist|strict|models)\/[\w./-]+$/.test(path) && !path.includes('..') && existsSync(local)
    ? readFileSync(local)
    : null;
}

/** A small site on all names of this machine: `pages` by name, the built elements, models that are spoilt, workers that fail. */
export async function serveSite(
  pages: Readonly<Record<string, PageSettings>>,
): Promise<{ readonly port: number; close(): void }> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import './call-panel.js'; export * from './index.js';`,
      resolveDir: join(ROOT, 'dist'),
    },
    ...{ bundle: true, format: 'esm', write: false, target: 'es2022', logLevel: 'error' },
  });
  const page = outputFiles[0]?.contents ?? new Uint8Array();
  const send = (response: ServerResponse, body: Uint8Array | string | null, type: string) => {
    response.statusCode = body === null ? 404 : 200;
    response.setHeader('Content-Type', type);
    response.end(body ?? 'nothing here');
  };
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const settings = pages[pathname.slice(1)];
    // A worker has the policy that comes with its own script.
    if (pathname.startsWith('/strict/')) response.setHeader('Content-Security-Policy', "script-src 'self'");
    for (const [name, value] of Object.entries(settings?.headers ?? {})) response.setHeader(name, value);
    if (settings !== undefined) send(response, html(settings), 'text/html; charset=utf-8');
    else send(response, answer(pathname, page), TYPES[extname(pathname)] ?? 'application/octet-stream');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
