import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { EmotionError } from '../core/errors.js';
import type { BackendName } from '../core/backends.js';
import type { Inference } from '../inference/inference-protocol.js';
import { loadLocally } from '../inference/engine/local-inference.js';

const MODELS = fileURLToPath(new URL('../../models', import.meta.url));

/** The manifest that `model` means: a file, a folder with a manifest.json, or the name of a model in `models/`. */
function manifestPath(model: string, folder: string): string {
  const places = [resolve(folder, model), join(MODELS, model)].map((place) =>
    statSync(place, { throwIfNoEntry: false })?.isDirectory() === true ? join(place, 'manifest.json') : place,
  );
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw new EmotionError(
      'model-missing',
      `no model is called ${model}: neither ${places.join(' nor ')} exists`,
    );
  return found;
}

/**
 * Loads a model from disk into this thread.
 * @param model a model's name, a folder, or a manifest file; paths count from `folder`.
 * @throws EmotionError `model-missing`, `model-invalid`, `model-features`, `model-truncated`, `model-hash`, `backend-failed`.
 */
export function loadModel(
  model: string,
  { backend, folder }: { readonly backend: BackendName; readonly folder: string },
): Promise<Inference> {
  const manifestUrl = pathToFileURL(manifestPath(model, folder)).href;
  return loadLocally({ manifestUrl, backend }, { readBytes: (url) => readFile(fileURLToPath(url)) });
}
