import type { Endpoint } from 'comlink';
import { EmotionError } from '../../core/errors.js';
import type { Scope } from '../../core/scope.js';

/** The part of a `Worker` that is needed here; tests give their own. */
export interface WorkerLike extends Endpoint {
  terminate(): void;
}

/** Starts a worker that ends with `scope`. */
export type StartWorker = (scope: Scope) => WorkerLike;

/**
 * Starts the inference worker: the script at `url`, or the one beside this file.
 * @throws EmotionError `worker-failed` where there are no workers.
 * Browsers start workers from the page's own origin alone; a script from elsewhere is imported by a small one of the page's.
 */
export function startInferenceWorker(scope: Scope, url?: string): WorkerLike {
  if (typeof Worker === 'undefined')
    throw new EmotionError('worker-failed', 'no Worker here: in Node, import emotion-meter/node');
  const script = new URL(url ?? besideThisFile(), location.href);
  const worker =
    script.origin !== location.origin
      ? new Worker(importingScript(scope, script.href), { type: 'module' })
      : url === undefined
        ? // Bundlers look for exactly this expression, and bring the worker along.
          new Worker(new URL('./inference-worker.js', import.meta.url), { type: 'module' })
        : new Worker(script, { type: 'module' });
  scope.add(() => {
    worker.terminate();
  });
  return worker;
}

/** Not written as one expression, since bundlers would bring a second copy of the worker along. */
function besideThisFile(): string {
  const file = './inference-worker.js';
  return new URL(file, import.meta.url).href;
}

function importingScript(scope: Scope, url: string): string {
  const script = new Blob([`import ${JSON.stringify(url)};`], { type: 'text/javascript' });
  const blobUrl = URL.createObjectURL(script);
  scope.add(() => {
    URL.revokeObjectURL(blobUrl);
  });
  return blobUrl;
}
