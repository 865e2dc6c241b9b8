import { Worker, type WorkerOptions } from 'node:worker_threads';

/** A worker thread that runs a TypeScript module: threads do not inherit the main thread's loader, so it is registered first. */
export function startTypescriptWorker(url: URL, options: WorkerOptions = {}): Worker {
  const boot = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(url.href)}); })`;
  return new Worker(boot, { ...options, eval: true });
}
