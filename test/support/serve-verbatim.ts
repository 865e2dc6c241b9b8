import { createReadStream, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Connect, Plugin } from 'vite';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** The file below `root` that `url` names, when it is in one of `folders` and exists. */
function fileOf(root: string, url: string, folders: readonly string[]): string | undefined {
  const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  if (!folders.some((folder) => path.startsWith(`/${folder}/`))) return undefined;
  const file = join(root, path);
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : undefined;
}

/** Serves `folders` of `root` byte for byte, so that tests run the built files and not the dev server's rewriting of them. */
export function serveVerbatim(root: string, folders: readonly string[]): Plugin {
  const handler: Connect.NextHandleFunction = (request, response, next) => {
    const file = fileOf(root, request.url ?? '/', folders);
    if (file === undefined) {
      next();
      return;
    }
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  };
  return {
    name: 'serve-verbatim',
    configureServer(server) {
      server.middlewares.use(handler);
    },
  };
}
