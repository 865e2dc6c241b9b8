import { describeValue } from '../core/check.js';
import type { Emotion } from '../core/emotions.js';
import { EmotionError } from '../core/errors.js';

/** Where a model's two files are. */
export interface ModelAddress {
  readonly manifestUrl: string;
  /** Absent: the manifest names it, and it lies beside. */
  readonly weightsUrl?: string;
}

/** The models inside the package. */
export const SHIPPED_MODELS = ['general', 'emodb'] as const;

const SEVEN = ['anger', 'boredom', 'disgust', 'fear', 'happiness', 'neutral', 'sadness'] as const;

/** The paper's networks: in the repository's `models/` and on its demo, but not inside the package, which they would make three times as large. */
export const PAPER_MODELS = ['paper-2d', 'paper-1d', 'fusion'] as const;

/**
 * The models that have a name. Both addresses of the streaming ones are written out, because bundlers carry along only the files that they
 * find in a literal `new URL(..., import.meta.url)`; the built entries lie in `dist/`, the models beside it. The paper's networks are looked for
 * there too, where whoever wants one has put it; a bundled page names its file (`modelSrc`).
 */
const NAMED: Readonly<Record<string, NamedModel>> = {
  general: {
    address: () => ({
      manifestUrl: new URL('../models/general/manifest.json', import.meta.url).href,
      weightsUrl: new URL('../models/general/weights.bin', import.meta.url).href,
    }),
    labels: SEVEN,
  },
  emodb: {
    address: () => ({
      manifestUrl: new URL('../models/emodb/manifest.json', import.meta.url).href,
      weightsUrl: new URL('../models/emodb/weights.bin', import.meta.url).href,
    }),
    labels: SEVEN,
  },
  ...Object.fromEntries(
    PAPER_MODELS.map((name): [string, NamedModel] => [
      name,
      { address: () => besideEntry(name), labels: SEVEN },
    ]),
  ),
};

/** Written so that no bundler finds the file. */
function besideEntry(name: string): ModelAddress {
  const entry = import.meta.url;
  return { manifestUrl: new URL(`../models/${name}/manifest.json`, entry).href };
}

/** A model that has a name. */
interface NamedModel {
  readonly address: () => ModelAddress;
  /** As in its manifest, so that a page can make room for them before it is loaded. */
  readonly labels: readonly Emotion[];
}

/** Names of the models: those inside the package, then the paper's. */
export const MODEL_NAMES: readonly string[] = Object.keys(NAMED);

/** The model that is meant where none is named. */
export const DEFAULT_MODEL = 'general';

/** The emotions that a named model tells apart, in its order; of any other name, those of the default model. */
export function labelsOfModel(name: string): readonly Emotion[] {
  const { labels } = NAMED[Object.hasOwn(NAMED, name) ? name : DEFAULT_MODEL] as NamedModel;
  return labels;
}

/**
 * The address of a model that has a name.
 * @param assetBase folder that holds `models/`; default: where the package lies.
 * @throws EmotionError `invalid-argument` for a name that no model has, or a base that is no address.
 */
export function namedModel(name: string, assetBase?: string | URL): ModelAddress {
  const address = Object.hasOwn(NAMED, name) ? NAMED[name]?.address : undefined;
  if (address === undefined)
    throw new EmotionError(
      'invalid-argument',
      `model is ${describeValue(name)}, not one of ${MODEL_NAMES.join(', ')}`,
    );
  if (assetBase === undefined) return address();
  return { manifestUrl: addressOf('assetBase', `models/${name}/manifest.json`, assetBase) };
}

/**
 * `path` as an absolute address below the folder `base`; a relative base counts from the page.
 * @param name the option that a message names.
 * @throws EmotionError `invalid-argument` when they make no address.
 */
export function addressOf(name: string, path: string | URL, base?: string | URL): string {
  const page = (globalThis as { readonly location?: { readonly href: string } }).location?.href;
  try {
    const folder = base === undefined ? page : new URL(`${String(base).replace(/\/*$/, '')}/`, page);
    return new URL(path, folder).href;
  } catch (cause) {
    const value = base ?? path;
    throw new EmotionError(
      'invalid-argument',
      `${name} is ${JSON.stringify(String(value))}, not an address`,
      {
        cause,
      },
    );
  }
}
