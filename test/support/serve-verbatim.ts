import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Plugin } from 'vite';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** The file below `root` that `url` names, when it is in one of `folders` and exists. */
function fileOf(root: string, url: string, folders: readonly string[] = ['']): string | undefined {
  const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  if (!folders.some((folder) => path.startsWith(`/${folder}`))) return undefined;
  const file = join(root, path);
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : undefined;
}

function handler(root: string, folders?: readonly string[]): Handler {
  return (request, response, next) => {
    const file = fileOf(root, request.url ?? '/', folders);
    if (file === undefined) {
      next();
      return;
    }
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  };
}

/** Serves `folders` of `root` byte for byte, so that tests run the built files and not the dev server's rewriting of them. */
export function serveVerbatim(root: string, folders: readonly string[]): Plugin {
  return {
    name: 'serve-verbatim',
    configureServer(server) {
      server.middlewares.use(
        handler(
          root,
          folders.map((folder) => `${folder}/`),
        ),
      );
    },
  };
}

/** A web server of its own origin. */
export interface FolderServer {
  readonly origin: string;
  close(): void;
}

/** Serves all of `root` as it lies there, every answer with `headers`. */
export async function serveFolder(
  root: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<FolderServer> {
  const handle = handler(root);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    handle(request, response, () => {
      response.statusCode = 404;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
